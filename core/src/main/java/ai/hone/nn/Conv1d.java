package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One-dimensional cross-correlation, as PyTorch's {@code Conv1d}: a {@link Conv2d} over pictures of one row.
 *
 * <p>x is [N, in, L]; weight is [out, in/groups, k], bias is [out]; y is [N, out, L'] with
 * L' = ⌊(L + 2·padding − dilation·(k − 1) − 1)/stride⌋ + 1. Both parameters start as U(±1/√fanIn), PyTorch's default.
 */
public final class Conv1d extends Layer {
    private final int in;
    private final int out;
    private final Geometry geometry;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    Conv1d(int in, int out, int kernel, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.in = Require.atLeast("conv1d.in", in, 1);
        this.out = Require.atLeast("conv1d.out", out, 1);
        Require.atLeast("conv1d.kernel", kernel, 1);
        Require.groups("conv1d.groups", o.groups, in, out);
        this.geometry = new Geometry(1, kernel, 1, o.stride, 0, o.padding, 1, o.dilation, o.groups);
        Shape shape = Shape.of(out, in / o.groups, kernel);
        this.weight = parameter("weight", shape, o.initializer);
        this.bias = o.bias
                ? Optional.of(
                        parameter("bias", Shape.of(out), o.biasInitializer.orElse(Initializer.torchDefaultBias(shape))))
                : Optional.empty();
    }

    /** Stride 1, no padding, dilation 1, one group, with bias. */
    public static final class Options {
        private int stride = 1;
        private int padding;
        private int dilation = 1;
        private int groups = 1;
        private boolean bias = true;
        private Initializer initializer = Initializer.torchDefault();
        private Optional<Initializer> biasInitializer = Optional.empty();

        private Options() {}

        public Options stride(int length) {
            stride = Require.atLeast("conv1d.stride", length, 1);
            return this;
        }

        /** Zeros at each end. */
        public Options padding(int length) {
            padding = Require.atLeast("conv1d.padding", length, 0);
            return this;
        }

        /** The distance between neighbouring elements of the kernel. */
        public Options dilation(int length) {
            dilation = Require.atLeast("conv1d.dilation", length, 1);
            return this;
        }

        /** Splits the channels into groups that do not see each other. */
        public Options groups(int count) {
            groups = Require.atLeast("conv1d.groups", count, 1);
            return this;
        }

        /** Off where a norm with a bias of its own follows. */
        public Options bias(boolean on) {
            bias = on;
            return this;
        }

        /** How the weights are drawn. */
        public Options initializer(Initializer value) {
            initializer = value;
            return this;
        }

        /** How the biases are drawn. */
        public Options biasInitializer(Initializer value) {
            biasInitializer = Optional.of(value);
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape w = weight.shape();
        return Line.fromPicture(ai.hone.tensor.op.Conv2d.conv2d(
                Line.toPicture("conv1d", x),
                weight.value().reshape(w.dim(0), w.dim(1), 1, w.dim(2)),
                bias.map(Parameter::value).orElse(null),
                geometry));
    }

    @Override
    public String toString() {
        Geometry g = geometry;
        String text = "Conv1d(" + in + ", " + out + ", kernel " + g.kernelWidth();
        text += Require.shown("stride", g.strideWidth(), g.strideWidth(), 1);
        text += Require.shown("padding", g.paddingWidth(), g.paddingWidth(), 0);
        text += Require.shown("dilation", g.dilationWidth(), g.dilationWidth(), 1);
        text += g.groups() == 1 ? "" : ", groups " + g.groups();
        return text + (bias.isPresent() ? ")" : ", no bias)");
    }
}
