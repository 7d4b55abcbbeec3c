package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Two-dimensional cross-correlation: y[n, o] = bias[o] + Σ over i of weight[o, i] ⋆ x[n, i], as PyTorch's {@code Conv2d}.
 *
 * <p>x is [N, in, H, W]; weight is [out, in/groups, kH, kW], bias is [out]; y is [N, out, H', W'] with
 * H' = ⌊(H + 2·padding − dilation·(kH − 1) − 1)/stride⌋ + 1. Both parameters start as U(±1/√fanIn), PyTorch's default.
 */
public final class Conv2d extends Layer {
    private final int in;
    private final int out;
    private final Geometry geometry;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    Conv2d(int in, int out, int kernelHeight, int kernelWidth, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.in = Require.atLeast("conv2d.in", in, 1);
        this.out = Require.atLeast("conv2d.out", out, 1);
        Require.atLeast("conv2d.kernel", Math.min(kernelHeight, kernelWidth), 1);
        Require.groups("conv2d.groups", o.groups, in, out);
        this.geometry = new Geometry(
                kernelHeight,
                kernelWidth,
                o.strideHeight,
                o.strideWidth,
                o.paddingHeight,
                o.paddingWidth,
                o.dilationHeight,
                o.dilationWidth,
                o.groups);
        Shape shape = Shape.of(out, in / o.groups, kernelHeight, kernelWidth);
        this.weight = parameter("weight", shape, o.initializer);
        this.bias = o.bias
                ? Optional.of(
                        parameter("bias", Shape.of(out), o.biasInitializer.orElse(Initializer.torchDefaultBias(shape))))
                : Optional.empty();
    }

    /** Stride 1, no padding, dilation 1, one group, with bias. Two numbers are height and width. */
    public static final class Options {
        private int strideHeight = 1;
        private int strideWidth = 1;
        private int paddingHeight;
        private int paddingWidth;
        private int dilationHeight = 1;
        private int dilationWidth = 1;
        private int groups = 1;
        private boolean bias = true;
        private Initializer initializer = Initializer.torchDefault();
        private Optional<Initializer> biasInitializer = Optional.empty();

        private Options() {}

        public Options stride(int side) {
            return stride(side, side);
        }

        public Options stride(int height, int width) {
            strideHeight = Require.atLeast("conv2d.stride", height, 1);
            strideWidth = Require.atLeast("conv2d.stride", width, 1);
            return this;
        }

        /** Zeros around the picture, on each side. */
        public Options padding(int side) {
            return padding(side, side);
        }

        public Options padding(int height, int width) {
            paddingHeight = Require.atLeast("conv2d.padding", height, 0);
            paddingWidth = Require.atLeast("conv2d.padding", width, 0);
            return this;
        }

        /** The distance between neighbouring elements of the kernel. */
        public Options dilation(int side) {
            return dilation(side, side);
        }

        public Options dilation(int height, int width) {
            dilationHeight = Require.atLeast("conv2d.dilation", height, 1);
            dilationWidth = Require.atLeast("conv2d.dilation", width, 1);
            return this;
        }

        /** Splits the channels into groups that do not see each other; as many groups as channels is a depthwise convolution. */
        public Options groups(int count) {
            groups = Require.atLeast("conv2d.groups", count, 1);
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
        return ai.hone.tensor.op.Conv2d.conv2d(
                x, weight.value(), bias.map(Parameter::value).orElse(null), geometry);
    }

    @Override
    public String toString() {
        Geometry g = geometry;
        String text = "Conv2d(" + in + ", " + out + ", kernel " + g.kernelHeight() + "×" + g.kernelWidth();
        text += Require.shown("stride", g.strideHeight(), g.strideWidth(), 1);
        text += Require.shown("padding", g.paddingHeight(), g.paddingWidth(), 0);
        text += Require.shown("dilation", g.dilationHeight(), g.dilationWidth(), 1);
        text += g.groups() == 1 ? "" : ", groups " + g.groups();
        return text + (bias.isPresent() ? ")" : ", no bias)");
    }
}
