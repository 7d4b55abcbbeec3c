package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * y = (x − mean)/√(variance + ε) per item and channel (Ulyanov et al. 2016), then ·weight + bias if affine, as PyTorch's {@code InstanceNorm1d}
 * and {@code InstanceNorm2d} without running statistics.
 *
 * <p>x and y are [N, C, L] or [N, C, H, W]; weight and bias are [C]; mean and biased variance are each channel's own, in training and in
 * evaluation alike. ε is 1e-5; there is no weight and no bias unless asked for.
 */
public final class InstanceNorm extends Layer {
    private final String kind;
    private final int rank;
    private final int channels;
    private final double epsilon;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;

    InstanceNorm(String kind, int rank, int channels, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.kind = kind;
        this.rank = rank;
        this.channels = Require.atLeast("instanceNorm.channels", channels, 1);
        this.epsilon = o.epsilon;
        Shape shape = Shape.of(channels);
        this.weight = o.affine ? parameter("weight", Parameter.Kind.NORM, shape, Initializer.constant(o.weight)) : null;
        this.bias = o.affine ? parameter("bias", Parameter.Kind.NORM, shape, Initializer.constant(o.bias)) : null;
    }

    /** ε 1e-5, not affine; weights 1 and biases 0 if affine. */
    public static final class Options {
        private double epsilon = 1e-5;
        private boolean affine;
        private double weight = 1;
        private double bias;

        private Options() {}

        /** What is added to the variance. */
        public Options epsilon(double value) {
            epsilon = Require.aboveZero(
                    "instanceNorm.epsilon", value, "It keeps channels of equal values from a division by zero.");
            return this;
        }

        /** With a weight and a bias for each channel. */
        public Options affine(boolean on) {
            affine = on;
            return this;
        }

        /** The first value of every weight. */
        public Options weight(double value) {
            weight = Require.finite("instanceNorm.weight", value, "1 keeps the variance.");
            return this;
        }

        /** The first value of every bias. */
        public Options bias(double value) {
            bias = Require.finite("instanceNorm.bias", value, "0 keeps the mean.");
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape s = x.shape();
        if (s.rank() != rank || s.dim(1) != channels) {
            throw new ShapeException(kind + ": expected input [N, " + channels + (rank == 3 ? ", L]" : ", H, W]")
                    + " but received " + s + ". The layer's channels must equal the channels of its input.");
        }
        if (training() && s.dim(0) > 0 && s.size() == s.dim(0) * channels) {
            throw new ShapeException(kind + ": expected more than one element per channel in training but received " + s
                    + ". One element less its own mean is 0; use fewer downsampling layers.");
        }
        return ai.hone.tensor.op.GroupNorm.groupNorm(
                x, channels, weight == null ? null : weight.value(), bias == null ? null : bias.value(), epsilon);
    }

    @Override
    public String toString() {
        String text = kind + "(" + channels;
        text += epsilon == 1e-5 ? "" : ", epsilon " + epsilon;
        return text + (weight == null ? ")" : ", affine)");
    }
}
