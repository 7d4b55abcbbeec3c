package ai.hone.train;

import ai.hone.data.BatchTransform;
import ai.hone.data.Block;
import ai.hone.data.InferenceSteps;
import ai.hone.data.ItemTransform;
import ai.hone.io.Bundle;
import ai.hone.io.Declaration;
import ai.hone.io.Rebuilder.Role;
import ai.hone.io.WeightLoader;
import ai.hone.loss.Loss;
import ai.hone.nn.Model;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Threads;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * Serves an exported learner. Immutable, and safe for many threads at once; {@link #close} waits for predictions that are under way.
 *
 * @param <X> what it takes
 * @param <Y> what it returns
 */
public final class Predictor<X, Y> implements AutoCloseable {
    private final Inference<X, Y> inference;
    private final Bundle bundle;
    private final Class<X> inputType;
    private final Class<Y> outputType;
    private final int threads;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Predictor(Inference<X, Y> inference, Bundle bundle, Class<X> inputType, Class<Y> outputType, int threads) {
        this.inference = inference;
        this.bundle = bundle;
        this.inputType = inputType;
        this.outputType = outputType;
        this.threads = threads;
    }

    /** Loads what {@link Learner#export} wrote.
     * @throws ai.hone.io.CheckpointException if the file is damaged, foreign, or of kinds that no module on the class path knows */
    public static <X, Y> Predictor<X, Y> load(Path file, Class<X> input, Class<Y> output) {
        return load(file, input, output, o -> {});
    }

    /** The same with settings of its own: a bundle says nothing about precision. */
    public static <X, Y> Predictor<X, Y> load(
            Path file, Class<X> input, Class<Y> output, Consumer<PredictorOptions> options) {
        PredictorOptions o = new PredictorOptions();
        options.accept(o);
        Precision precision = o.precision.on(Scope.currentKernels(), "predictor.precision");
        Bundle.Contents contents = Bundle.read(file);
        Bundle bundle = contents.bundle();
        Model model = Bundle.rebuild(Role.MODEL, bundle.model(), Model.class);
        try {
            model.initialize(0);
            WeightLoader.load(model, contents.weights());
            model.train(false);
            model.parameters().values().forEach(p -> p.trainable(false));
            return new Predictor<>(inference(bundle, model, precision), bundle, input, output, o.threads);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private static <X, Y> Inference<X, Y> inference(Bundle bundle, Model model, Precision precision) {
        List<ItemTransform<X>> items = bundle.itemTransforms().stream()
                .map(d -> (ItemTransform<X>) Bundle.rebuild(Role.ITEM_TRANSFORM, d, ItemTransform.class))
                .toList();
        List<BatchTransform> batches = bundle.batchTransforms().stream()
                .map(d -> Bundle.rebuild(Role.BATCH_TRANSFORM, d, BatchTransform.class))
                .toList();
        Block<?, X> input = Bundle.rebuild(Role.INPUT, bundle.input(), Block.class);
        Block<?, Y> target = Bundle.rebuild(Role.TARGET, bundle.target(), Block.class);
        return new Inference<>(
                new InferenceSteps<>(input, items, batches), model, precision, loss(bundle.loss()), target);
    }

    private static Loss loss(Declaration declaration) {
        return Bundle.rebuild(Role.LOSS, declaration, Loss.class);
    }

    /** The decoded output for one item. */
    public Prediction<Y> predict(X item) {
        return predict(List.of(item)).get(0);
    }

    /** The decoded outputs for some items, computed as one batch. */
    public List<Prediction<Y>> predict(List<? extends X> items) {
        lock.readLock().lock();
        try (Threads.Hold hold = Threads.hold(threads)) {
            if (closed) {
                throw new IllegalStateException(
                        "predictor.predict: expected an open predictor but received one that is closed."
                                + " Keep it open as long as threads use it, or load the bundle again.");
            }
            items.forEach(this::check);
            List<Prediction<Y>> predictions = inference.predict(items);
            predictions.forEach(this::check);
            return predictions;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void check(Prediction<Y> prediction) {
        Object value = prediction.value();
        if (!outputType.isInstance(value)) {
            throw new IllegalArgumentException(
                    "predictor.predict: expected the bundle to give " + outputType.getSimpleName() + " but received "
                            + value.getClass().getSimpleName() + ". Load it as Predictor.load(file, "
                            + inputType.getSimpleName() + ".class, "
                            + value.getClass().getSimpleName() + ".class).");
        }
    }

    private void check(X item) {
        if (!inputType.isInstance(item)) {
            throw new IllegalArgumentException(
                    "predictor.predict: expected " + inputType.getSimpleName() + " but received " + item + ".");
        }
    }

    /** What the exporter noted: metrics, versions, seed, time. */
    public Map<String, Object> notes() {
        return bundle.notes();
    }

    /** The block that decodes outputs; for categories it knows the vocabulary. */
    public Block<?, Y> target() {
        return inference.target();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                inference.model().close();
                Scope.currentKernels().trim();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "Predictor(" + bundle.model().kind() + ", " + target() + ", " + inference.precision() + ")";
    }
}
