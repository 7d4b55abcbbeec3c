package ai.hone.data;

import ai.hone.random.RandomStreams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The recipe from a list of sources to {@link DataLoaders}: how an item's input and target are found, which items validate, and what happens to
 * values and batches on the way.
 *
 * <pre>{@code
 * var block = DataBlock.of(new ImageBlock(), new CategoryBlock(),
 *         (DataBlock.Spec<Path, Path, Image, String> s) -> s.getX(p -> p).getY(parentLabel()).splitter(Splitter.random(0.2, 42)).itemTransform(resize(224)));
 * System.out.println(block.summary(files));
 * var dls = block.dataLoaders(files, o -> o.batchSize(64));
 * }</pre>
 *
 * @param <S> source of an item, such as a path
 * @param <A> source of its input
 * @param <X> input value
 * @param <B> source of its target
 * @param <Y> target value
 */
public final class DataBlock<S, A, X, B, Y> {
    private final Block<A, X> input;
    private final Block<B, Y> target;
    private final Spec<S, A, X, B> spec;
    private final List<ItemTransform<X>> itemTransforms;
    private final List<BatchTransform> batchTransforms;

    private DataBlock(Block<A, X> input, Block<B, Y> target, Spec<S, A, X, B> spec) {
        this.input = input;
        this.target = target;
        this.spec = spec;
        this.itemTransforms = List.copyOf(spec.itemTransforms);
        this.batchTransforms = List.copyOf(spec.batchTransforms);
    }

    /** @throws IllegalArgumentException if getX or getY is not given */
    public static <S, A, X, B, Y> DataBlock<S, A, X, B, Y> of(
            Block<A, X> input, Block<B, Y> target, Consumer<Spec<S, A, X, B>> spec) {
        Spec<S, A, X, B> s = new Spec<>();
        spec.accept(s);
        given(s.getX, "getX");
        given(s.getY, "getY");
        return new DataBlock<>(input, target, s);
    }

    private static <T> T given(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "data block: expected " + name + " but received none. Tell how an item's "
                            + (name.equals("getX") ? "input" : "target") + " is found: spec." + name + "(item -> …).");
        }
        return value;
    }

    /** The parts of a recipe. Transforms add up in the order given. */
    public static final class Spec<S, A, X, B> {
        private @Nullable Function<? super S, ? extends A> getX;
        private @Nullable Function<? super S, ? extends B> getY;
        private Splitter<S> splitter = Splitter.random(0.2, 42);
        private final List<ItemTransform<X>> itemTransforms = new ArrayList<>();
        private final List<BatchTransform> batchTransforms = new ArrayList<>();

        public Spec<S, A, X, B> getX(Function<? super S, ? extends A> function) {
            getX = function;
            return this;
        }

        public Spec<S, A, X, B> getY(Function<? super S, ? extends B> function) {
            getY = function;
            return this;
        }

        /** Default: a fifth at random, seed 42. */
        public Spec<S, A, X, B> splitter(Splitter<S> value) {
            splitter = value;
            return this;
        }

        public Spec<S, A, X, B> itemTransform(ItemTransform<X> transform) {
            itemTransforms.add(transform);
            return this;
        }

        public Spec<S, A, X, B> batchTransform(BatchTransform transform) {
            batchTransforms.add(transform);
            return this;
        }
    }

    /** How loaders run. */
    public static final class LoaderOptions {
        private int batchSize = 64;
        private int validBatchSize;
        private int workers = Math.min(4, Runtime.getRuntime().availableProcessors());
        private long seed = 42;
        private boolean strict;

        /** Items per batch; default 64. */
        public LoaderOptions batchSize(int value) {
            batchSize = value;
            return this;
        }

        /** Items per validation batch; default the batch size. */
        public LoaderOptions validBatchSize(int value) {
            validBatchSize = value;
            return this;
        }

        /** Threads that prepare batches; 0 prepares them in the training thread. Default: the processors, at most 4. */
        public LoaderOptions workers(int value) {
            workers = value;
            return this;
        }

        /** Feeds shuffling and augmentation; default 42. */
        public LoaderOptions seed(long value) {
            seed = value;
            return this;
        }

        /** Whether an item that cannot be read is an error, instead of being left out and reported; default false. */
        public LoaderOptions strict(boolean on) {
            strict = on;
            return this;
        }
    }

    public DataLoaders<X, Y> dataLoaders(Collection<? extends S> sources, int batchSize) {
        return dataLoaders(sources, o -> o.batchSize(batchSize));
    }

    /** Splits the sources, lets the blocks learn from the training part, checks all labels, and makes the loaders.
     * @throws DataException if a part is empty, labels do not fit, or the batch is larger than the training part */
    public DataLoaders<X, Y> dataLoaders(Collection<? extends S> sources, Consumer<LoaderOptions> options) {
        LoaderOptions o = new LoaderOptions();
        options.accept(o);
        List<S> all = List.copyOf(sources);
        Split split = split(all);
        List<S> train = pick(all, split.train());
        List<S> valid = pick(all, split.valid());
        setup(train);
        RandomStreams streams = new RandomStreams(o.seed);
        var trainItems = new Items<>("train", train, this, spec.batchTransforms, true, o.strict, streams);
        var validItems = new Items<>("valid", valid, this, spec.batchTransforms, false, o.strict, streams);
        trainItems.checkTargets();
        validItems.checkTargets();
        return new DataLoaders<>(
                this,
                new WorkerLoader(trainItems, o.batchSize, o.workers),
                new WorkerLoader(validItems, o.validBatchSize > 0 ? o.validBatchSize : o.batchSize, o.workers),
                new InferenceSteps<>(input, spec.itemTransforms, spec.batchTransforms));
    }

    Split split(List<S> all) {
        if (all.isEmpty()) {
            throw new DataException(
                    "data: expected at least two items but received none. Check the folder and the file types.");
        }
        Split split = spec.splitter.split(all);
        if (split.train().isEmpty() || split.valid().isEmpty()) {
            throw new DataException("split: expected items to train on and items to validate on but received "
                    + split.train().size() + " and " + split.valid().size() + " of " + all.size()
                    + ". Choose another validPct, or check the names of the train and valid folders.");
        }
        return split;
    }

    static <T> List<T> pick(List<T> all, List<Integer> positions) {
        return positions.stream().map(all::get).toList();
    }

    void setup(List<S> train) {
        input.setup(map(train, "getX", getX()));
        target.setup(map(train, "getY", getY()));
    }

    private static <T, R> List<R> map(List<T> items, String name, Function<? super T, ? extends R> function) {
        List<R> mapped = new ArrayList<>(items.size());
        for (T item : items) {
            mapped.add(called(item, name, function));
        }
        return mapped;
    }

    private static <T, R> R called(T item, String name, Function<? super T, ? extends R> function) {
        R result;
        try {
            result = function.apply(item);
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DataException("item " + item + ": expected " + name + " to succeed but received " + e + ".", e);
        }
        if (result == null) {
            throw new DataException("item " + item + ": expected " + name
                    + " to return a value but received null. Leave the item out of the sources, or give it one.");
        }
        return result;
    }

    /** Walks the first training item, then a small batch, through every stage and reports what they become; a stage that fails is named and ends the report. */
    public String summary(Collection<? extends S> sources) {
        return new Walkthrough<>(this).of(sources);
    }

    Block<A, X> input() {
        return input;
    }

    Block<B, Y> target() {
        return target;
    }

    Function<? super S, ? extends A> getX() {
        return given(spec.getX, "getX");
    }

    Function<? super S, ? extends B> getY() {
        return given(spec.getY, "getY");
    }

    List<ItemTransform<X>> itemTransforms() {
        return itemTransforms;
    }

    List<BatchTransform> batchTransforms() {
        return batchTransforms;
    }
}
