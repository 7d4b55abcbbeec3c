package ai.hone.data;

import java.util.Iterator;

/**
 * Batches of one split, made ahead of time by worker threads, in an order that depends on the seed and the epoch alone.
 * A batch's tensors belong to the scope that is innermost when {@link Iterator#next()} returns it.
 * Each call of {@link #iterator()} starts an epoch; breaking off early is fine.
 */
public interface DataLoader extends Iterable<Batch> {
    /** Batches per epoch. */
    int batches();

    /** Items per epoch, counting those left out of an incomplete last batch. */
    int items();

    int batchSize();

    /** How many epochs were started; the next one's order depends on it. */
    long epoch();

    /** Goes back or forth to an epoch: resuming, and leaving no trace, need it. */
    void epoch(long epoch);
}
