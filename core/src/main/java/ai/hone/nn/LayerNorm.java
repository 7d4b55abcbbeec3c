package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;

/**
 * y = (x − mean)/√(variance + ε)·weight + bias per row (Ba et al. 2016), as PyTorch's {@code LayerNorm} over the last axis.
 *
 * <p>x and y are [..., C]; weight and bias are [C] and start as ones and zeros; mean and biased variance are each row's own, in training and
 * in evaluation alike. ε is 1e-5.
 */
public final class LayerNorm extends Layer {
    private final int features;
    private final double epsilon;
    private final Parameter weight;
    private final Parameter bias;

    LayerNorm(int features, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.features = Require.atLeast("layerNorm.features", features, 1);
        this.epsilon = o.epsilon;
        Shape shape = Shape.of(features);
        this.weight = parameter("weight", Parameter.Kind.NORM, shape, Initializer.constant(1));
        this.bias = parameter("bias", Parameter.Kind.NORM, shape, Initializer.constant(0));
    }

    /** ε 1e-5. */
    public static final class Options {
        private double epsilon = 1e-5;

        private Options() {}

        /** What is added to the variance.
         * @throws IllegalArgumentException if the value is not above 0 */
        public Options epsilon(double value) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("layerNorm.epsilon: expected a number above 0 but received " + value
                        + ". It keeps rows of equal values from a division by zero.");
            }
            epsilon = value;
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.LayerNorm.layerNorm(x, weight.value(), bias.value(), epsilon);
    }

    @Override
    public String toString() {
        return "LayerNorm(" + features + (epsilon == 1e-5 ? ")" : ", epsilon " + epsilon + ")");
    }
}
