package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;

/**
 * y = (x − mean)/√(variance + ε)·weight + bias per item and group of channels (Wu &amp; He 2018), as PyTorch's {@code GroupNorm}.
 *
 * <p>x and y are [N, C, …]; weight and bias are [C] and start as ones and zeros; mean and biased variance are each group's own, in training and
 * in evaluation alike. ε is 1e-5.
 */
public final class GroupNorm extends Layer {
    private final int groups;
    private final int channels;
    private final double epsilon;
    private final Parameter weight;
    private final Parameter bias;

    GroupNorm(int groups, int channels, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.groups = Require.atLeast("groupNorm.groups", groups, 1);
        this.channels = Require.atLeast("groupNorm.channels", channels, 1);
        if (channels % groups != 0) {
            throw new IllegalArgumentException("groupNorm.groups: expected a divisor of channels " + channels
                    + " but received " + groups + ". Every group takes an equal share of the channels.");
        }
        this.epsilon = o.epsilon;
        this.weight = parameter("weight", Parameter.Kind.NORM, Shape.of(channels), Initializer.ones());
        this.bias = parameter("bias", Parameter.Kind.NORM, Shape.of(channels), Initializer.zeros());
    }

    /** ε 1e-5. */
    public static final class Options {
        private double epsilon = 1e-5;

        private Options() {}

        /** What is added to the variance. */
        public Options epsilon(double value) {
            epsilon = Require.aboveZero(
                    "groupNorm.epsilon", value, "It keeps groups of equal values from a division by zero.");
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.GroupNorm.groupNorm(x, groups, weight.value(), bias.value(), epsilon);
    }

    @Override
    public String toString() {
        return "GroupNorm(" + groups + ", " + channels + (epsilon == 1e-5 ? ")" : ", epsilon " + epsilon + ")");
    }
}
