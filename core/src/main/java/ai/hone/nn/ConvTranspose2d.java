package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The transpose of a convolution, which makes pictures larger: as PyTorch's {@code ConvTranspose2d}.
 *
 * <p>x is [N, in, H, W]; weight is [in, out/groups, k, k], bias is [out]; y is [N, out, H', W'] with
 * H' = (H − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1. Both parameters start as U(±1/√fanIn) with fanIn = k²·out/groups,
 * PyTorch's default.
 */
public final class ConvTranspose2d extends Layer {
    private final int in;
    private final int out;
    private final int kernel;
    private final ConvTransposeOptions settings;
    private final Geometry geometry;
    private final Parameter weight;
    private final Optional<Parameter> bias;

    ConvTranspose2d(int in, int out, int kernel, Consumer<ConvTransposeOptions> options) {
        ConvTransposeOptions o = new ConvTransposeOptions("convTranspose2d");
        options.accept(o);
        this.in = Require.atLeast("convTranspose2d.in", in, 1);
        this.out = Require.atLeast("convTranspose2d.out", out, 1);
        this.kernel = Require.atLeast("convTranspose2d.kernel", kernel, 1);
        this.settings = o;
        o.check(in, out);
        this.geometry = Geometry.square(kernel, o.stride, o.padding, o.dilation, o.groups);
        Shape shape = Shape.of(in, out / o.groups, kernel, kernel);
        this.weight = parameter("weight", shape, o.initializer);
        this.bias = o.bias
                ? Optional.of(
                        parameter("bias", Shape.of(out), o.biasInitializer.orElse(Initializer.torchDefaultBias(shape))))
                : Optional.empty();
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.ConvTranspose2d.convTranspose2d(
                x,
                weight.value(),
                bias.map(Parameter::value).orElse(null),
                geometry,
                settings.outputPadding,
                settings.outputPadding);
    }

    @Override
    public String toString() {
        return "ConvTranspose2d(" + in + ", " + out + ", kernel " + kernel + "×" + kernel + settings.shown();
    }
}
