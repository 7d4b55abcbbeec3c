package ai.hone.train;

import ai.hone.data.Batch;
import ai.hone.data.DataException;
import ai.hone.data.DataLoader;
import ai.hone.loss.Loss;
import ai.hone.metric.Metric;
import ai.hone.nn.Model;
import ai.hone.optim.Optimizer;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The loop of {@link Callback}'s tree, and the state that callbacks see of it. */
final class TrainingLoop implements Fit {
    private static final double BETA = 0.98;

    private final Learner<?, ?> learner;
    private final Model model;
    private final Loss loss;
    private final Optimizer optimizer;
    private final List<Callback> callbacks;
    private final int epochs;

    private final List<History.Epoch> rows = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> learningRates = new ArrayList<>();
    private int epoch;
    private int iteration;
    private int batchIndex;
    private int batches;
    private int trainBatches;
    private boolean training;
    private boolean trained;
    private double average;
    private @Nullable Batch batch;
    private @Nullable Tensor prediction;
    private @Nullable Tensor batchLoss;
    private boolean skipBatch;
    private boolean skipStep;
    private boolean skipValidation;
    private @Nullable String stopReason;

    TrainingLoop(Learner<?, ?> learner, List<Callback> callbacks, int epochs) {
        this.learner = learner;
        this.model = learner.model();
        this.loss = learner.loss();
        this.optimizer = learner.optimizer();
        this.callbacks =
                callbacks.stream().sorted(Comparator.comparing(Callback::phase)).toList();
        this.epochs = epochs;
    }

    History run() {
        Outcome outcome = new Outcome.Completed();
        List<Callback> begun = new ArrayList<>();
        try {
            trainBatches = learner.fitted().train().batches();
            for (Callback callback : callbacks) {
                begun.add(callback);
                call(callback, "beforeFit", Callback::beforeFit);
            }
            while (epoch < epochs && stopReason == null) {
                runEpoch();
                epoch++;
                trained = false;
            }
            if (stopReason != null) {
                outcome = new Outcome.Stopped(stopReason);
            }
        } catch (RuntimeException | Error e) {
            outcome = new Outcome.Failed(e);
            throw e;
        } finally {
            training = false;
            optimizer.clearGradients();
            finish(begun, outcome);
        }
        return history();
    }

    private void finish(List<Callback> begun, Outcome outcome) {
        Collections.reverse(begun);
        RuntimeException first = null;
        for (Callback callback : begun) {
            try {
                call(callback, "afterFit", (c, fit) -> c.afterFit(fit, outcome));
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null && outcome instanceof Outcome.Failed failed) {
            failed.cause().addSuppressed(first);
        } else if (first != null) {
            throw first;
        }
    }

    private void runEpoch() {
        long start = System.nanoTime();
        skipValidation = false;
        before("beforeEpoch", Callback::beforeEpoch);
        if (stopReason != null) {
            return;
        }
        train();
        if (stopReason != null) {
            return;
        }
        Evaluation measured = validate();
        if (stopReason != null) {
            return;
        }
        rows.add(new History.Epoch(
                epoch, smoothLoss(), measured.loss(), measured.metrics(), Duration.ofNanos(System.nanoTime() - start)));
        after("afterEpoch", Callback::afterEpoch);
    }

    private void train() {
        training = true;
        model.train(true);
        batches = trainBatches;
        batchIndex = 0;
        before("beforeTrain", Callback::beforeTrain);
        Iterator<Batch> iterator = learner.fitted().train().iterator();
        while (stopReason == null && step(iterator)) {
            batchIndex++;
        }
        if (batchIndex == 0 && stopReason == null) {
            throw nothingToTrainOn();
        }
        training = false;
        trained = true;
        after("afterTrain", Callback::afterTrain);
    }

    private DataException nothingToTrainOn() {
        List<String> skipped = learner.dataLoaders().skipped();
        return new DataException("train: expected at least one batch but received none: " + skipped.size()
                + " items could not be read" + (skipped.isEmpty() ? "" : ", the first because " + skipped.get(0))
                + ". dataLoaders.summary() lists them.");
    }

    /** One training batch in a scope of its own; false when there is none left. */
    private boolean step(Iterator<Batch> iterator) {
        try (Threads.Hold hold = learner.holdThreads();
                Scope scope = Scope.open("the training step")) {
            if (!iterator.hasNext()) {
                return false;
            }
            begin(iterator.next());
            if (forward() && backward()) {
                update();
            }
            if (batchLoss != null) {
                record();
            }
            after("afterBatch", Callback::afterBatch);
            return true;
        } finally {
            batch = null;
            prediction = null;
            batchLoss = null;
        }
    }

    private void begin(Batch next) {
        batch = next;
        prediction = null;
        batchLoss = null;
        skipBatch = false;
        skipStep = false;
    }

    /** Runs up to the loss; false if a callback ended the batch. */
    private boolean forward() {
        before("beforeBatch", Callback::beforeBatch);
        if (ended()) {
            return false;
        }
        prediction = learner.forwardFitted(batch().inputs());
        after("afterPrediction", Callback::afterPrediction);
        if (ended() || batch().targets().isEmpty()) {
            return false;
        }
        batchLoss = loss.apply(prediction(), batch().targets().get(0));
        after("afterLoss", Callback::afterLoss);
        return !ended();
    }

    private boolean backward() {
        before("beforeBackward", Callback::beforeBackward);
        if (ended()) {
            return false;
        }
        loss().backward();
        after("afterBackward", Callback::afterBackward);
        return !ended();
    }

    private void update() {
        before("beforeStep", Callback::beforeStep);
        if (ended() || skipStep) {
            return;
        }
        optimizer.step();
        after("afterStep", Callback::afterStep);
        optimizer.clearGradients();
    }

    private void record() {
        iteration++;
        average = BETA * average + (1 - BETA) * loss().itemDouble();
        losses.add(smoothLoss());
        learningRates.add(optimizer.learningRate());
    }

    private boolean ended() {
        return skipBatch || stopReason != null;
    }

    private Evaluation validate() {
        DataLoader loader = learner.fitted().valid();
        batches = loader.batches();
        batchIndex = 0;
        if (!skipValidation) {
            before("beforeValidate", Callback::beforeValidate);
        }
        if (skipValidation || stopReason != null) {
            return Evaluation.skipped(metricNames());
        }
        model.train(false);
        Evaluation.Pass pass = new Evaluation.Pass(learner.metrics());
        Iterator<Batch> iterator = loader.iterator();
        while (stopReason == null && evaluate(iterator, pass)) {
            batchIndex++;
        }
        after("afterValidate", Callback::afterValidate);
        return pass.end();
    }

    private boolean evaluate(Iterator<Batch> iterator, Evaluation.Pass pass) {
        try (Threads.Hold hold = learner.holdThreads();
                Scope scope = Scope.inference("the validation step")) {
            if (!iterator.hasNext()) {
                return false;
            }
            begin(iterator.next());
            if (forward()) {
                pass.add(batch(), prediction(), loss().itemDouble());
            }
            after("afterBatch", Callback::afterBatch);
            return true;
        } finally {
            batch = null;
            prediction = null;
            batchLoss = null;
        }
    }

    // ---- events ----

    private void before(String event, BiConsumer<Callback, Fit> body) {
        for (Callback callback : callbacks) {
            call(callback, event, body);
        }
    }

    private void after(String event, BiConsumer<Callback, Fit> body) {
        for (int i = callbacks.size() - 1; i >= 0; i--) {
            call(callbacks.get(i), event, body);
        }
    }

    private void call(Callback callback, String event, BiConsumer<Callback, Fit> body) {
        try {
            body.accept(callback, this);
        } catch (RuntimeException e) {
            String name = callback.getClass().getSimpleName();
            throw new CallbackException(
                    (name.isEmpty() ? callback.getClass().getName() : name) + "." + event + ": " + e.getMessage(), e);
        }
    }

    // ---- Fit ----

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public int epochs() {
        return epochs;
    }

    @Override
    public int iteration() {
        return iteration;
    }

    @Override
    public int batchIndex() {
        return batchIndex;
    }

    @Override
    public int batches() {
        return batches;
    }

    /** By batches of the epoch, so that epochs begin at epoch/epochs exactly even where batches were left out. */
    @Override
    public double progress() {
        double within =
                training ? Math.min(batchIndex, trainBatches) / (double) Math.max(1, trainBatches) : trained ? 1 : 0;
        return Math.min(1, (epoch + within) / epochs);
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public Batch batch() {
        return present(batch, "batch", "beforeBatch");
    }

    @Override
    public Tensor prediction() {
        return present(prediction, "prediction", "afterPrediction");
    }

    @Override
    public Tensor loss() {
        return present(batchLoss, "loss", "afterLoss");
    }

    private static <T> T present(@Nullable T value, String what, String event) {
        if (value == null) {
            throw new IllegalStateException("fit." + what + ": expected an event from " + event
                    + " to afterBatch but received an earlier or later one." + " Read it in " + event + ".");
        }
        return value;
    }

    @Override
    public double smoothLoss() {
        return iteration == 0 ? Double.NaN : average / (1 - Math.pow(BETA, iteration));
    }

    @Override
    public Model model() {
        return model;
    }

    @Override
    public Optimizer optimizer() {
        return optimizer;
    }

    @Override
    public Learner<?, ?> learner() {
        return learner;
    }

    @Override
    public History history() {
        return new History(rows, losses, learningRates, Optional.ofNullable(stopReason));
    }

    @Override
    public List<String> metricNames() {
        return learner.metrics().stream().map(Metric::name).toList();
    }

    @Override
    public void replaceBatch(Batch next) {
        batch = next;
    }

    @Override
    public void replacePrediction(Tensor next) {
        prediction = next;
    }

    @Override
    public void replaceLoss(Tensor next) {
        batchLoss = next;
    }

    @Override
    public void skipBatch() {
        skipBatch = true;
    }

    @Override
    public void skipStep() {
        skipStep = true;
    }

    @Override
    public void skipValidation() {
        skipValidation = true;
    }

    @Override
    public void stop(String reason) {
        if (stopReason == null) {
            stopReason = reason;
        }
    }
}
