package ai.hone.train;

import ai.hone.data.Declarative;
import ai.hone.metric.Metric;
import ai.hone.nn.Model;
import ai.hone.optim.Adam;
import ai.hone.optim.ParameterGroup;
import ai.hone.optim.UpdateRule;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Threads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Settings of a learner; each has fastai's default. */
public final class LearnerOptions {
    UpdateRule optimizer = new Adam();
    List<Metric> metrics = List.of();
    final List<Callback> callbacks = new ArrayList<>();
    long seed = 42;
    Optional<Double> weightDecay = Optional.empty();
    boolean decayAll;
    boolean trainBatchNorm = true;
    double[] momentums = {0.95, 0.85, 0.95};
    Function<Model, List<ParameterGroup>> groups = model ->
            List.of(new ParameterGroup("all", List.copyOf(model.parameters().values())));
    Precision precision = Precision.AUTO;
    int threads;
    Optional<Declarative> architecture = Optional.empty();

    LearnerOptions() {}

    /** Default {@link Adam}. */
    public LearnerOptions optimizer(UpdateRule rule) {
        optimizer = rule;
        return this;
    }

    /** Figures measured on the validation data after each epoch, the table's columns. */
    public LearnerOptions metrics(Metric... list) {
        Set<String> names = new HashSet<>();
        for (Metric metric : list) {
            if (!names.add(metric.name())) {
                throw new IllegalArgumentException(
                        "learner.metrics: expected columns of different names but received two called " + metric.name()
                                + ". Give one of them another: metric.named(…).");
            }
        }
        metrics = List.of(list);
        return this;
    }

    /** Callbacks of every fit, beside those given to one. */
    public LearnerOptions callbacks(Callback... list) {
        callbacks.addAll(List.of(list));
        return this;
    }

    /** Feeds initial values, dropout and all other draws; default 42. */
    public LearnerOptions seed(long value) {
        seed = value;
        return this;
    }

    /** What pictures' activations are kept and computed in; default {@link Precision#AUTO}. Weights and files stay FLOAT32. */
    public LearnerOptions precision(Precision value) {
        precision = value;
        return this;
    }

    /** How many processors the kernels use; more than there are are cut to those there are. Default 0: see {@link Threads}. Fixed, it gives the same
     * numbers in each run. @throws IllegalArgumentException if negative */
    public LearnerOptions threads(int value) {
        threads = Threads.option(value, "learner.threads");
        return this;
    }

    /** Default: the optimizer's own, 0.01 for Adam. */
    public LearnerOptions weightDecay(double value) {
        weightDecay = Optional.of(value);
        return this;
    }

    /** Whether weight decay also applies to biases and norms; default false. */
    public LearnerOptions decayAll(boolean on) {
        decayAll = on;
        return this;
    }

    /** Whether norms stay trainable in frozen groups; default true. If not, those of frozen groups also leave their running statistics alone and normalise
     * by them in training: fastai's {@code train_bn=False} with its {@code BnFreeze}. */
    public LearnerOptions trainBatchNorm(boolean on) {
        trainBatchNorm = on;
        return this;
    }

    /** Momentum at the start, the peak and the end of one cycle; default 0.95, 0.85, 0.95. */
    public LearnerOptions momentums(double start, double peak, double end) {
        momentums = new double[] {start, peak, end};
        return this;
    }

    /** How parameters are grouped, first layers first, for freezing and discriminative rates; default one group. */
    public LearnerOptions groups(Function<Model, List<ParameterGroup>> splitter) {
        groups = splitter;
        return this;
    }

    /** What a bundle writes down to rebuild the model; without it {@link Learner#export} refuses. */
    public LearnerOptions architecture(Declarative value) {
        architecture = Optional.of(value);
        return this;
    }
}
