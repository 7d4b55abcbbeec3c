package ai.hone.data;

import java.util.List;

/**
 * How one side of an example, input or target, travels: from a source (a path, a label) to a value (an image, a category), from there
 * to numbers, and, for targets, from the model's activated output back to a value.
 *
 * @param <S> source, such as a path
 * @param <V> value, such as an image
 */
public interface Block<S, V> extends Declarative {
    /** Learns what it needs, such as the vocabulary, from the training items' sources. Called once, before anything is encoded. */
    void setup(List<S> training);

    /** Makes the value, on a worker thread.
     * @throws DataException if the source cannot be read; the loader then leaves the item out, or stops if it is strict */
    V create(S source);

    /** The value as numbers, on a worker thread. */
    Sample encode(V value);

    /** The value for one activated output row of the model (probabilities for categories). Only called on targets. */
    V decode(float[] activated);

    /** Numbers per item that a model should put out for this target: classes for a category. */
    int outputs();
}
