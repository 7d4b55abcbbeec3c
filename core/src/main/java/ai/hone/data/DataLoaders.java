package ai.hone.data;

import ai.hone.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Training and validation data of one task, ready for a learner, together with what is needed to prepare further items the same way.
 * Close it to stop the worker threads.
 */
public final class DataLoaders<X, Y> implements AutoCloseable {
    private final DataBlock<?, ?, X, ?, Y> block;
    private final WorkerLoader train;
    private final WorkerLoader valid;
    private final InferenceSteps<X> inference;
    private final List<DataLoaders<X, Y>> derived = new ArrayList<>();

    DataLoaders(DataBlock<?, ?, X, ?, Y> block, WorkerLoader train, WorkerLoader valid, InferenceSteps<X> inference) {
        this.block = block;
        this.train = train;
        this.valid = valid;
        this.inference = inference;
    }

    /** Shuffled anew each epoch, augmented; an incomplete last batch is dropped. */
    public DataLoader train() {
        return train;
    }

    /** In order, complete, not augmented. */
    public DataLoader valid() {
        return valid;
    }

    public Block<?, X> input() {
        return block.input();
    }

    public Block<?, Y> target() {
        return block.target();
    }

    /** How bare values are prepared for prediction: as validation data. */
    public InferenceSteps<X> inference() {
        return inference;
    }

    /** What was left out so far because it could not be read, one message each. */
    public List<String> skipped() {
        List<String> all = new ArrayList<>(train.source().skipped());
        all.addAll(valid.source().skipped());
        return all;
    }

    /** The same data with one more batch transform at the end, such as normalisation by a model's statistics. Closing this one closes it too. */
    public DataLoaders<X, Y> withBatchTransform(BatchTransform transform) {
        DataLoaders<X, Y> extended = new DataLoaders<>(
                block, extended(train, transform), extended(valid, transform), inference.with(transform));
        derived.add(extended);
        return extended;
    }

    private static WorkerLoader extended(WorkerLoader loader, BatchTransform transform) {
        return new WorkerLoader(loader.source().with(transform), loader.batchSize(), loader.workers());
    }

    /** Whether no transform is random, in training either: then an item's input is the same in each epoch. */
    public boolean repeatable() {
        return train.source().repeatable() && valid.source().repeatable();
    }

    /**
     * The same items and targets in the same order with inputs that are computed now, once for each item: for a frozen network's features. They
     * lie on the heap.
     *
     * @param function from a batch as the loaders make them to rows [N, …], each of its own item alone
     * @param limit bytes that all rows may take
     * @return empty if they would take more
     */
    public Optional<DataLoaders<X, Y>> withInputs(Function<Batch, Tensor> function, long limit) {
        long bytes = limit / (train.items() + valid.items());
        FeatureRows trainRows = rows(train, function, bytes * train.items());
        FeatureRows validRows = trainRows == null ? null : rows(valid, function, bytes * valid.items());
        if (trainRows == null || validRows == null) {
            return Optional.empty();
        }
        var trainLoader = new WorkerLoader(train.source().withFeatures(trainRows), train.batchSize(), 0);
        trainLoader.epoch(train.epoch());
        var validLoader = new WorkerLoader(valid.source().withFeatures(validRows), valid.batchSize(), 0);
        return Optional.of(new DataLoaders<>(block, trainLoader, validLoader, inference));
    }

    private static @Nullable FeatureRows rows(WorkerLoader loader, Function<Batch, Tensor> function, long limit) {
        var all = new WorkerLoader(loader.source().inOrder(), loader.batchSize(), loader.workers());
        try {
            return FeatureRows.of(all, loader.source().training(), function, limit);
        } finally {
            all.close();
        }
    }

    /** A few lines on what there is: items and batches of either part, the blocks, the steps on the way, and what was left out so far. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append("train: ").append(part(train)).append(", shuffled\n");
        text.append("valid: ").append(part(valid)).append(", in order\n");
        text.append("input: ").append(input()).append('\n');
        text.append("target: ").append(target()).append('\n');
        text.append("item transforms: ")
                .append(names(inference.itemTransforms()))
                .append('\n');
        text.append("batch transforms: ")
                .append(names(inference.batchTransforms()))
                .append('\n');
        List<String> skipped = skipped();
        text.append("left out so far: ").append(skipped.isEmpty() ? "nothing" : Integer.toString(skipped.size()));
        skipped.stream().limit(10).forEach(message -> text.append("\n  ").append(message));
        return text.append(skipped.size() > 10 ? "\n  …" : "").toString();
    }

    private static String part(WorkerLoader loader) {
        return loader.items() + " items in " + loader.batches()
                + (loader.batches() == 1 ? " batch of " : " batches of ") + loader.batchSize();
    }

    private static String names(List<?> transforms) {
        List<String> names = new ArrayList<>();
        for (Object transform : transforms) {
            names.add(TransformName.of(transform, names.size()));
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** SHA-256 over the sources of all items as text, training first: whether two runs saw the same list of data. */
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (WorkerLoader loader : List.of(train, valid)) {
                loader.source().sources().forEach(s -> digest.update((s + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        train.close();
        valid.close();
        derived.forEach(DataLoaders::close);
    }

    /** Such as {@code DataLoaders(train 1000 items in 15 batches of 64, valid 500 in 8; 10 categories (0, 1, …))}. */
    @Override
    public String toString() {
        return "DataLoaders(train " + train.items() + " items in " + train.batches() + " batches of "
                + train.batchSize() + ", valid " + valid.items() + " in " + valid.batches() + "; " + target() + ")";
    }
}
