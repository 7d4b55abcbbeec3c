package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * y = x·Wᵀ + b, as PyTorch's {@code Linear}: x is [N, in], weight is [out, in], bias is [out], y is [N, out].
 * Both parameters start as U(±1/√in), PyTorch's default.
 */
public final class Linear extends Layer {
    private final int in;
    private final int out;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    Linear(int in, int out, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.in = Require.atLeast("linear.in", in, 1);
        this.out = Require.atLeast("linear.out", out, 1);
        this.weight = parameter("weight", Shape.of(out, in), o.initializer);
        this.bias = o.bias
                ? Optional.of(parameter("bias", Shape.of(out), Initializer.uniform(1 / Math.sqrt(in))))
                : Optional.empty();
    }

    /** With bias, PyTorch's default initialisation. */
    public static final class Options {
        private boolean bias = true;
        private Initializer initializer = Initializer.torchDefault();

        private Options() {}

        public Options bias(boolean on) {
            bias = on;
            return this;
        }

        /** How the weights are drawn. */
        public Options initializer(Initializer value) {
            initializer = value;
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.Linear.linear(
                x, weight.value(), bias.map(Parameter::value).orElse(null));
    }

    @Override
    public String toString() {
        return "Linear(" + in + ", " + out + (bias.isPresent() ? ")" : ", no bias)");
    }
}
