package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The transpose of a convolution, which makes sequences larger: as PyTorch's {@code ConvTranspose1d}.
 *
 * <p>x is [N, in, L]; weight is [in, out/groups, k], bias is [out]; y is [N, out, L'] with
 * L' = (L − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1. Both parameters start as U(±1/√fanIn) with fanIn = k·out/groups,
 * PyTorch's default.
 */
public final class ConvTranspose1d extends Layer {
    private final int in;
    private final int out;
    private final int kernel;
    private final ConvTransposeOptions settings;
    private final Geometry geometry;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    ConvTranspose1d(int in, int out, int kernel, Consumer<ConvTransposeOptions> options) {
        ConvTransposeOptions o = new ConvTransposeOptions("convTranspose1d");
        options.accept(o);
        this.in = Require.atLeast("convTranspose1d.in", in, 1);
        this.out = Require.atLeast("convTranspose1d.out", out, 1);
        this.kernel = Require.atLeast("convTranspose1d.kernel", kernel, 1);
        this.settings = o;
        o.check(in, out);
        this.geometry = new Geometry(1, kernel, 1, o.stride, 0, o.padding, 1, o.dilation, o.groups);
        Shape shape = Shape.of(in, out / o.groups, kernel);
        this.weight = parameter("weight", shape, o.initializer);
        this.bias = o.bias
                ? Optional.of(
                        parameter("bias", Shape.of(out), o.biasInitializer.orElse(Initializer.torchDefaultBias(shape))))
                : Optional.empty();
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape w = weight.shape();
        return Line.fromPicture(ai.hone.tensor.op.ConvTranspose2d.convTranspose2d(
                Line.toPicture("convTranspose1d", x),
                weight.value().reshape(w.dim(0), w.dim(1), 1, w.dim(2)),
                bias.map(Parameter::value).orElse(null),
                geometry,
                0,
                settings.outputPadding));
    }

    @Override
    public String toString() {
        return "ConvTranspose1d(" + in + ", " + out + ", kernel " + kernel + settings.shown();
    }
}
