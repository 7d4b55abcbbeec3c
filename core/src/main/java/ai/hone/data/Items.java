package ai.hone.data;

import ai.hone.random.RandomStreams;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The items of one split and how they become batches: what a loader's workers share. Items that cannot be read are remembered and
 * left out from then on, or end everything if strict.
 */
final class Items<S, A, X, B, Y> {
    private final String name;
    private final List<S> sources;
    private final DataBlock<S, A, X, B, Y> block;
    private final List<BatchTransform> batchTransforms;
    private final boolean training;
    private final boolean augmented;
    private final boolean strict;
    private final RandomStreams streams;
    private final Map<Integer, String> skipped;
    private final @Nullable FeatureRows features;

    Items(
            String name,
            List<S> sources,
            DataBlock<S, A, X, B, Y> block,
            List<BatchTransform> batchTransforms,
            boolean training,
            boolean strict,
            RandomStreams streams) {
        this(
                name,
                List.copyOf(sources),
                block,
                List.copyOf(batchTransforms),
                training,
                training,
                strict,
                streams,
                new ConcurrentSkipListMap<>(),
                null);
    }

    private Items(
            String name,
            List<S> sources,
            DataBlock<S, A, X, B, Y> block,
            List<BatchTransform> batchTransforms,
            boolean training,
            boolean augmented,
            boolean strict,
            RandomStreams streams,
            Map<Integer, String> skipped,
            @Nullable FeatureRows features) {
        this.name = name;
        this.sources = sources;
        this.block = block;
        this.batchTransforms = batchTransforms;
        this.training = training;
        this.augmented = augmented;
        this.strict = strict;
        this.streams = streams;
        this.skipped = skipped;
        this.features = features;
    }

    /** One after another and all of them, even if they are training data. What is left out in either is left out in both. */
    Items<S, A, X, B, Y> inOrder() {
        return new Items<>(name, sources, block, batchTransforms, false, augmented, strict, streams, skipped, features);
    }

    /** The same items, whose inputs need not be made any more. */
    Items<S, A, X, B, Y> withFeatures(FeatureRows rows) {
        return new Items<>(name, sources, block, List.of(), training, augmented, strict, streams, skipped, rows);
    }

    int size() {
        return sources.size();
    }

    List<S> sources() {
        return sources;
    }

    String name() {
        return name;
    }

    /** Whether order differs between epochs and an incomplete last batch is dropped. */
    boolean training() {
        return training;
    }

    /** Whether an item's input is the same in each epoch. */
    boolean repeatable() {
        return block.itemTransforms().stream().allMatch(ItemTransform::repeatable)
                && batchTransforms.stream().allMatch(BatchTransform::repeatable);
    }

    List<String> skipped() {
        return List.copyOf(skipped.values());
    }

    /** The order of an epoch: shuffled in training. */
    List<Integer> order(long epoch) {
        return training
                ? Splitter.permutation(size(), streams.child(name).child("shuffle").stream(Long.toString(epoch)))
                : java.util.stream.IntStream.range(0, size()).boxed().toList();
    }

    /** A batch whose tensors belong to nobody yet; empty if none of its items can be read. */
    Optional<Batch> batch(List<Integer> positions, long epoch, int number) {
        try {
            return made(positions, epoch, number);
        } catch (OutOfMemoryError e) {
            throw new DataException(
                    range(positions) + ": expected memory for a batch of " + positions.size() + " but received " + e
                            + ". Choose a smaller batchSize or fewer workers, or give Java more memory with -Xmx.",
                    e);
        }
    }

    /** Batch norms cannot train on the single item that unreadable ones left over. */
    private boolean tooSmallToTrain(List<Integer> read, List<Integer> positions) {
        return training && read.size() == 1 && positions.size() > 1;
    }

    private Optional<Batch> made(List<Integer> positions, long epoch, int number) {
        List<Sample> inputs = new ArrayList<>();
        List<Sample> targets = new ArrayList<>();
        List<Integer> read = new ArrayList<>();
        for (int position : positions) {
            if (!skipped.containsKey(position) && encode(position, epoch, inputs, targets)) {
                read.add(position);
            }
        }
        if (read.isEmpty() || tooSmallToTrain(read, positions)) {
            return Optional.empty();
        }
        try (Scope scope = Scope.inference("joining a batch")) {
            TransformContext context = new TransformContext(
                    augmented,
                    streams.child(name).child("augment batch").child(Long.toString(epoch)).stream(
                            Integer.toString(number)));
            List<Tensor> joinedTargets = List.of(Assembly.tensor(join(targets, read)));
            Batch batch = transformed(join(inputs, read), joinedTargets, read, context);
            batch.inputs().forEach(Scope::release);
            batch.targets().forEach(Scope::release);
            return Optional.of(batch);
        }
    }

    private Batch transformed(Sample inputs, List<Tensor> targets, List<Integer> read, TransformContext context) {
        Assembly assembly = new Assembly(batchTransforms, context);
        try {
            return assembly.batch(inputs, targets, read);
        } catch (RuntimeException e) {
            int at = assembly.at();
            throw at == batchTransforms.size()
                    ? e
                    : failed(range(read), "batch transform " + TransformName.of(batchTransforms.get(at), at), e);
        }
    }

    /** Two items of different shapes are named: in a shuffled batch their places would tell nothing. */
    private Sample join(List<Sample> samples, List<Integer> read) {
        try {
            return Assembly.join(samples);
        } catch (DataException e) {
            Sample first = samples.get(0);
            int i = 1;
            while (i < samples.size() - 1
                    && samples.get(i).shape().equals(first.shape())
                    && samples.get(i).getClass() == first.getClass()) {
                i++;
            }
            throw new DataException(item(read.get(0)) + " and " + item(read.get(i)) + ": " + e.getMessage(), e);
        }
    }

    private String item(int position) {
        return name + " item " + position + " (" + sources.get(position) + ")";
    }

    private String range(List<Integer> positions) {
        return name + " items " + positions.get(0) + " … " + positions.get(positions.size() - 1);
    }

    private static DataException failed(String where, String stage, RuntimeException e) {
        return new DataException(
                where + ", " + stage + ": "
                        + (e instanceof DataException
                                ? e.getMessage()
                                : "expected it to succeed but received " + e + "."),
                e);
    }

    private boolean encode(int position, long epoch, List<Sample> inputs, List<Sample> targets) {
        if (features != null) {
            inputs.add(features.at(position));
            targets.add(target(position));
            return true;
        }
        X value;
        try {
            value = block.input().create(block.getX().apply(sources.get(position)));
        } catch (DataException e) {
            leaveOut(position, e);
            return false;
        } catch (RuntimeException e) {
            throw failed(item(position), "input", e);
        }
        inputs.add(input(position, epoch, value));
        targets.add(target(position));
        return true;
    }

    private Sample input(int position, long epoch, X value) {
        List<ItemTransform<X>> transforms = block.itemTransforms();
        if (transforms.isEmpty()) {
            return encoded(position, value);
        }
        TransformContext context = new TransformContext(
                augmented,
                streams.child(name).child("augment item").child(Long.toString(epoch)).stream(
                        Integer.toString(position)));
        X changed = value;
        String stage = "input";
        try {
            for (int i = 0; i < transforms.size(); i++) {
                stage = "item transform " + TransformName.of(transforms.get(i), i);
                changed = transforms.get(i).apply(changed, context);
            }
        } catch (RuntimeException e) {
            throw failed(item(position), stage, e);
        }
        return encoded(position, changed);
    }

    private Sample encoded(int position, X value) {
        try {
            return block.input().encode(value);
        } catch (RuntimeException e) {
            throw failed(item(position), "input encoding", e);
        }
    }

    private Sample target(int position) {
        try {
            return block.target().encode(block.target().create(block.getY().apply(sources.get(position))));
        } catch (RuntimeException e) {
            throw failed(item(position), "target", e);
        }
    }

    private void leaveOut(int position, DataException e) {
        if (strict) {
            throw e;
        }
        if (skipped.put(position, String.valueOf(e.getMessage())) == null) {
            System.getLogger(Items.class.getName())
                    .log(Level.WARNING, name + " item " + position + " is left out: " + e.getMessage());
        }
    }

    /** Labels are checked when the loaders are made, not in the middle of a fit. */
    void checkTargets() {
        for (S source : sources) {
            block.target().create(block.getY().apply(source));
        }
    }

    /** The same items with one more batch transform at the end; what was left out stays so. */
    Items<S, A, X, B, Y> with(BatchTransform transform) {
        List<BatchTransform> all = new ArrayList<>(batchTransforms);
        all.add(transform);
        return new Items<>(
                name,
                sources,
                block,
                List.copyOf(all),
                training,
                augmented,
                strict,
                streams,
                new ConcurrentSkipListMap<>(skipped),
                features);
    }
}
