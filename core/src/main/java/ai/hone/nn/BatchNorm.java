package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;

/**
 * y = (x − mean)/√(variance + ε)·weight + bias per channel (Ioffe &amp; Szegedy 2015), as PyTorch's {@code BatchNorm}.
 *
 * <p>x and y are [N, C], [N, C, L] or [N, C, H, W]; weight, bias, running_mean and running_var are [C]. Training normalises by the batch's mean and
 * biased variance and moves the running ones, running ← (1 − momentum)·running + momentum·batch with the unbiased variance, also while
 * weight and bias are frozen. Evaluation normalises by the running ones. ε is 1e-5, momentum 0.1.
 */
public final class BatchNorm extends Layer {
    private final String kind;
    private final int rank;
    private final int features;
    private final double epsilon;
    private final double momentum;
    private final boolean relu;
    private final boolean fixedStatistics;
    private final Parameter weight;
    private final Parameter bias;
    private final Buffer mean;
    private final Buffer variance;

    BatchNorm(String kind, int rank, int features, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.kind = kind;
        this.rank = rank;
        this.features = Require.atLeast("batchNorm.features", features, 1);
        this.epsilon = o.epsilon;
        this.momentum = o.momentum;
        this.relu = o.relu;
        this.fixedStatistics = o.fixedStatistics;
        Shape shape = Shape.of(features);
        this.weight = parameter("weight", Parameter.Kind.NORM, shape, Initializer.constant(o.weight));
        this.bias = parameter("bias", Parameter.Kind.NORM, shape, Initializer.constant(o.bias));
        this.mean = buffer("running_mean", shape, 0);
        this.variance = buffer("running_var", shape, 1);
    }

    /** ε 1e-5, momentum 0.1, weights 1, biases 0, no ReLU, running statistics follow the batches. */
    public static final class Options {
        private double epsilon = 1e-5;
        private double momentum = 0.1;
        private double weight = 1;
        private double bias;
        private boolean relu;
        private boolean fixedStatistics;

        private Options() {}

        public Options epsilon(double value) {
            epsilon = value;
            return this;
        }

        /** The share of the newest batch in the running statistics. */
        public Options momentum(double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("batchNorm.momentum: expected 0 … 1 but received " + value
                        + ". It is the share of the newest batch in the running statistics.");
            }
            momentum = value;
            return this;
        }

        /** The first value of every weight. */
        public Options weight(double value) {
            weight = value;
            return this;
        }

        /** The first value of every bias. */
        public Options bias(double value) {
            bias = value;
            return this;
        }

        /** Applies ReLU in the same pass, which saves reading and writing the whole activation once. */
        public Options relu(boolean on) {
            relu = on;
            return this;
        }

        /** Normalises by the running statistics in training too, and never moves them. */
        public Options fixedStatistics(boolean on) {
            fixedStatistics = on;
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        if (rank == 2 && x.shape().rank() == 3) {
            return Line.fromPicture(normalized(Line.toPicture(kind, x)));
        }
        if (x.shape().rank() != rank) {
            throw new ShapeException(kind + ": expected input [N, " + features
                    + (rank == 2 ? "] or [N, " + features + ", L]" : ", H, W]") + " but received " + x.shape() + ". "
                    + (rank == 2 ? "flatten(1) turns [N, C, H, W] into rows." : "Rows [N, C] want batchNorm1d."));
        }
        return normalized(x);
    }

    private Tensor normalized(Tensor x) {
        if (!training() || fixedStatistics) {
            return ai.hone.tensor.op.BatchNorm.inference(
                    x, mean.value(), variance.value(), weight.value(), bias.value(), epsilon, relu);
        }
        var result = ai.hone.tensor.op.BatchNorm.training(x, weight.value(), bias.value(), epsilon, relu);
        double n = (double) x.shape().size() / features;
        mean.lerp(result.mean(), 1, momentum);
        variance.lerp(result.variance(), n / (n - 1), momentum);
        return result.y();
    }

    @Override
    public String toString() {
        String text = kind + "(" + features;
        text += epsilon == 1e-5 ? "" : ", epsilon " + epsilon;
        text += momentum == 0.1 ? "" : ", momentum " + momentum;
        text += fixedStatistics ? ", fixed statistics" : "";
        return text + (relu ? ", ReLU)" : ")");
    }
}
