package ai.hone.train;

import ai.hone.data.Batch;
import ai.hone.data.DataLoader;
import ai.hone.data.DataLoaders;
import ai.hone.data.Declarative;
import ai.hone.loss.Loss;
import ai.hone.metric.Metric;
import ai.hone.nn.Model;
import ai.hone.nn.Summary;
import ai.hone.optim.LearningRate;
import ai.hone.optim.Optimizer;
import ai.hone.optim.ParameterGroup;
import ai.hone.optim.Schedule;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model on data: the thing users hold. Made by {@code VisionLearner} and its kin, or by {@link #of} for a model of your own.
 *
 * <p>Semantics and defaults follow fastai: Adam with decoupled weight decay, one-cycle schedules, discriminative rates for groups of layers,
 * batch norms that keep training when their group is frozen. A learner belongs to one thread at a time and says so; for serving use
 * {@link Predictor}. Close it to free the model.
 *
 * @param <X> what {@link #predict} takes
 * @param <Y> what it returns
 */
public final class Learner<X, Y> implements AutoCloseable {
    private final DataLoaders<X, Y> dataLoaders;
    private final Model model;
    private final Loss loss;
    private final LearnerOptions options;
    private final Precision precision;
    private final Optimizer optimizer;
    private final ThreadGuard guard = new ThreadGuard();
    private int fits;
    private Map<String, Double> lastMeasured = Map.of();
    private boolean closed;
    private @Nullable FrozenFeatures features;

    private Learner(DataLoaders<X, Y> dataLoaders, Model model, Loss loss, LearnerOptions options) {
        this.dataLoaders = dataLoaders;
        this.model = model;
        this.loss = loss;
        this.options = options;
        this.precision = options.precision.on(Scope.currentKernels(), "learner.precision");
        if (!model.initialized()) {
            model.initialize(options.seed);
        }
        this.optimizer = new Optimizer(options.groups.apply(model), options.optimizer, options.decayAll);
        options.weightDecay.ifPresent(decay -> {
            for (int g = 0; g < optimizer.groups().size(); g++) {
                optimizer.hypers(g, optimizer.hypers(g).withWeightDecay(decay));
            }
        });
    }

    /** Makes a learner for any model; it owns the model from now on, and gives it first values if it has none.
     * @param loss compares the model's output with the first target */
    public static <X, Y> Learner<X, Y> of(
            DataLoaders<X, Y> dataLoaders, Model model, Loss loss, Consumer<LearnerOptions> options) {
        LearnerOptions o = new LearnerOptions();
        options.accept(o);
        return new Learner<>(dataLoaders, model, loss, o);
    }

    public static <X, Y> Learner<X, Y> of(DataLoaders<X, Y> dataLoaders, Model model, Loss loss, Metric... metrics) {
        return of(dataLoaders, model, loss, o -> o.metrics(metrics));
    }

    // ---- fitting ----

    /** Trains for some epochs at a constant rate. */
    public History fit(int epochs, double learningRate, Callback... callbacks) {
        return fit(epochs, LearningRate.of(learningRate), callbacks);
    }

    public History fit(int epochs, LearningRate learningRate, Callback... callbacks) {
        double[] rates = learningRate.perGroup(optimizer.groups().size());
        return guarded("fit", () -> {
            for (int g = 0; g < rates.length; g++) {
                optimizer.hypers(g, optimizer.hypers(g).withLearningRate(rates[g]));
            }
            return run(epochs, List.of(callbacks), true);
        });
    }

    /** Trains with the 1cycle policy (Smith 2018): the rate rises to its maximum and falls to almost nothing while the momentum does the opposite. */
    public History fitOneCycle(int epochs, double maximum, Callback... callbacks) {
        return fitOneCycle(epochs, LearningRate.of(maximum), callbacks);
    }

    public History fitOneCycle(int epochs, LearningRate maximum, Callback... callbacks) {
        return fitOneCycle(epochs, maximum, o -> o.callbacks(callbacks));
    }

    public History fitOneCycle(int epochs, LearningRate maximum, Consumer<OneCycleOptions> options) {
        OneCycleOptions o = new OneCycleOptions();
        options.accept(o);
        double[] m = options().momentums;
        Schedule momentum = Schedule.cosine(m[0], m[1]).then(o.warm, Schedule.cosine(m[1], m[2]));
        List<Callback> callbacks = new ArrayList<>(o.callbacks);
        callbacks.add(new HyperSchedule(maximum, Schedule.oneCycle(1, o.div, o.finalDiv, o.warm), momentum));
        return guarded("fitOneCycle", () -> run(epochs, callbacks, true));
    }

    /** {@link #fineTune(int, double, Callback...)} at 2e-3. */
    public History fineTune(int epochs) {
        return fineTune(epochs, 2e-3);
    }

    /** Fine-tunes a pretrained model: one epoch with the body frozen, then all of it at half the rate, a hundredth of that for the first layers. */
    public History fineTune(int epochs, double learningRate, Callback... callbacks) {
        return fineTune(epochs, LearningRate.of(learningRate), o -> o.callbacks(callbacks));
    }

    public History fineTune(int epochs, LearningRate learningRate, Callback... callbacks) {
        return fineTune(epochs, learningRate, o -> o.callbacks(callbacks));
    }

    /** As fastai's fine_tune: {@code freeze; fitOneCycle(freezeEpochs, rate, warm 0.99); unfreeze;
     * fitOneCycle(epochs, slice(rate/2/rateDivisor, rate/2), warm 0.3, div 5)}. The history holds both phases.
     * @param learningRate of the head; a slice is taken as the second phase's rates, before halving */
    public History fineTune(int epochs, LearningRate learningRate, Consumer<FineTuneOptions> options) {
        FineTuneOptions o = new FineTuneOptions();
        options.accept(o);
        double rate = learningRate.perGroup(1)[0];
        LearningRate second = learningRate instanceof LearningRate.Uniform
                ? LearningRate.slice(rate / o.divisor, rate)
                : learningRate;
        freeze();
        History frozen = o.reuseFeatures && o.freezeEpochs > 1 ? onFeatures(() -> fitHead(rate, o)) : fitHead(rate, o);
        if (frozen.stopped().isPresent()) {
            return frozen;
        }
        unfreeze();
        return frozen.then(
                fitOneCycle(epochs, second.times(0.5), c -> c.warm(0.3).div(5).callbacks(o.callbacks)));
    }

    private History fitHead(double rate, FineTuneOptions o) {
        return fitOneCycle(
                o.freezeEpochs, LearningRate.slice(rate), c -> c.warm(0.99).callbacks(o.callbacks));
    }

    /** A fit of the head over features of the frozen body, where they can be reused. */
    private History onFeatures(Supplier<History> fit) {
        return guarded("fineTune", () -> {
            FrozenFeatures reused = FrozenFeatures.of(this).orElse(null);
            features = reused;
            try {
                return fit.get();
            } finally {
                features = null;
                if (reused != null) {
                    dataLoaders.train().epoch(reused.data().train().epoch());
                }
            }
        });
    }

    private History run(int epochs, List<Callback> callbacks, boolean count) {
        if (epochs < 0) {
            throw new IllegalArgumentException("fit: expected 0 or more epochs but received " + epochs + ".");
        }
        model.reseed(options.seed + 31L * fits);
        fits += count ? 1 : 0;
        List<Callback> all = new ArrayList<>(count ? options.callbacks : List.of());
        all.addAll(callbacks);
        if (!options.trainBatchNorm) {
            all.add(new FrozenNorms());
        }
        History history = new TrainingLoop(this, all, epochs).run();
        if (count && !history.epochs().isEmpty()) {
            lastMeasured =
                    new LinkedHashMap<>(Map.of("valid_loss", history.last().validLoss()));
            lastMeasured.putAll(history.last().metrics());
        }
        return history;
    }

    /** Looks for a learning rate: 100 batches at rates from 1e-7 to 10, stopping early when the loss explodes. Weights, optimizer, statistics, order of data and
     * random streams are as before afterwards. */
    public LrFinder lrFind() {
        return lrFind(o -> {});
    }

    public LrFinder lrFind(Consumer<LrFindOptions> options) {
        LrFindOptions o = new LrFindOptions();
        options.accept(o);
        return guarded("lrFind", () -> {
            LrFinderCallback finder = new LrFinderCallback(o.start, o.end, o.iterations, o.stopWhenDiverging);
            try (Snapshot snapshot = Snapshot.of(this)) {
                run(o.iterations / Math.max(1, dataLoaders.train().batches()) + 1, List.of(finder), false);
            }
            return finder.result();
        });
    }

    // ---- freezing ----

    /** Trains the last group (the head) only, and norms. */
    public Learner<X, Y> freeze() {
        return freezeTo(-1);
    }

    /** Trains everything. */
    public Learner<X, Y> unfreeze() {
        return freezeTo(0);
    }

    /** Trains the groups from n on; negative counts from the end. The optimizer's moments start afresh. */
    public Learner<X, Y> freezeTo(int n) {
        List<ParameterGroup> groups = optimizer.groups();
        int first = n < 0 ? groups.size() + n : n;
        if (first < 0 || first > groups.size()) {
            throw new IllegalArgumentException("freezeTo: expected " + -groups.size() + " … " + groups.size() + " for "
                    + groups.size() + " groups but received " + n + ".");
        }
        return guarded("freezeTo", () -> {
            for (int g = 0; g < groups.size(); g++) {
                groups.get(g).trainable(g >= first, options.trainBatchNorm);
            }
            optimizer.clearState();
            return this;
        });
    }

    // ---- measuring and predicting ----

    /** {@code valid_loss} and every metric over the validation data. */
    public Map<String, Double> validate() {
        return validate(dataLoaders.valid());
    }

    /** {@code valid_loss} and every metric over any labelled data. */
    public Map<String, Double> validate(DataLoader loader) {
        return guarded("validate", () -> {
            var pass = new Evaluation.Pass(options.metrics);
            each(loader, (batch, prediction) -> {
                double value = loss.apply(prediction, batch.targets().get(0)).itemDouble();
                pass.add(batch, prediction, value);
            });
            Evaluation measured = pass.end();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("valid_loss", measured.loss());
            figures.putAll(measured.metrics());
            lastMeasured = figures;
            return figures;
        });
    }

    /** Activated outputs, targets and losses for the validation data, in its order. */
    public Predictions predictions() {
        return predictions(dataLoaders.valid());
    }

    public Predictions predictions(DataLoader loader) {
        return guarded("predictions", () -> {
            Predictions all =
                    new Predictions(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            each(loader, (batch, prediction) -> collect(all, batch, prediction));
            return all;
        });
    }

    private void collect(Predictions all, Batch batch, Tensor prediction) {
        all.items().addAll(batch.items());
        all.activated().addAll(Inference.rows(loss.activation(prediction)));
        if (!batch.targets().isEmpty()) {
            Tensor target = batch.targets().get(0);
            Arrays.stream(target.toLongArray()).forEach(all.targets()::add);
            Arrays.stream(loss.perItem(prediction, target).toDoubleArray()).forEach(all.losses()::add);
        }
    }

    private void each(DataLoader loader, java.util.function.BiConsumer<Batch, Tensor> body) {
        model.train(false);
        var iterator = loader.iterator();
        boolean more = true;
        while (more) {
            try (Threads.Hold hold = holdThreads();
                    Scope scope = Scope.inference()) {
                more = iterator.hasNext();
                if (more) {
                    Batch batch = iterator.next();
                    body.accept(batch, forward(batch.inputs()));
                }
            }
        }
    }

    /** The decoded output for one item, prepared like validation data. */
    public Prediction<Y> predict(X item) {
        return predict(List.of(item)).get(0);
    }

    public List<Prediction<Y>> predict(List<? extends X> items) {
        return guarded("predict", () -> {
            model.train(false);
            try (Threads.Hold hold = holdThreads()) {
                return inference().predict(items);
            }
        });
    }

    /** The model's output for inputs at the learner's precision. */
    Tensor forward(List<Tensor> inputs) {
        return Inference.forward(model, inputs, precision);
    }

    /** What a fit that is under way runs over: the data, or features of it. */
    DataLoaders<?, ?> fitted() {
        FrozenFeatures reused = features;
        return reused == null ? dataLoaders : reused.data();
    }

    /** The model's output for inputs of {@link #fitted}. */
    Tensor forwardFitted(List<Tensor> inputs) {
        FrozenFeatures reused = features;
        return reused == null ? forward(inputs) : reused.forward(inputs);
    }

    private Inference<X, Y> inference() {
        return new Inference<>(dataLoaders.inference(), model, precision, loss, dataLoaders.target());
    }

    // ---- saving ----

    /** Writes weights and optimizer state; {@link #load} takes them up. Returns the path. */
    public Path save(Path checkpoint) {
        return guarded("save", () -> LearnerFiles.save(this, checkpoint));
    }

    /** Takes up what {@link #save} wrote for the same model. */
    public Learner<X, Y> load(Path checkpoint) {
        return guarded("load", () -> {
            LearnerFiles.load(this, checkpoint);
            return this;
        });
    }

    /** Writes one file that {@link Predictor#load} serves from: weights, classes and the steps that prepare an item. Returns the path. */
    public Path export(Path bundle) {
        return guarded("export", () -> LearnerFiles.export(this, bundle));
    }

    // ---- looking ----

    public DataLoaders<X, Y> dataLoaders() {
        return dataLoaders;
    }

    public Model model() {
        return model;
    }

    public Loss loss() {
        return loss;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    public List<Metric> metrics() {
        return options.metrics;
    }

    /** What it computes with: FLOAT32 or BFLOAT16, never AUTO. */
    public Precision precision() {
        return precision;
    }

    public long seed() {
        return options.seed;
    }

    Map<String, Double> lastMeasured() {
        return lastMeasured;
    }

    /** For one batch: its kernels use as many threads from first to last. */
    Threads.Hold holdThreads() {
        return Threads.hold(options.threads);
    }

    LearnerOptions options() {
        return options;
    }

    Optional<Declarative> architecture() {
        return options.architecture;
    }

    /** Every layer with its output shape, parameters, and whether it is trained, for one batch of the training data. */
    public String summary() {
        return guarded("summary", () -> {
            try (Scope scope = Scope.inference()) {
                model.train(false);
                Batch batch = dataLoaders.valid().iterator().next();
                return Summary.of(model, batch.inputs().get(0).shape()) + "\n" + optimizer + "\nloss: " + loss.name();
            }
        });
    }

    /** Frees the model and the optimizer. The data loaders stay open. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            optimizer.close();
            model.close();
            Scope.currentKernels().trim();
        }
    }

    private <T> T guarded(String method, Supplier<T> body) {
        if (closed) {
            throw new IllegalStateException(
                    "learner." + method + ": expected an open learner but received one that is closed."
                            + " Keep the call inside try-with-resources, or load an exported bundle with Predictor.load.");
        }
        return guard.run("learner." + method, body);
    }

    @Override
    public String toString() {
        return "Learner(" + model.getClass().getSimpleName() + ", " + loss.name() + ", " + optimizer + ", " + precision
                + ")";
    }
}
