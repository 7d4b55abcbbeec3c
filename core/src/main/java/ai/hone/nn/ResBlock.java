package ai.hone.nn;

import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * fastai's residual block (He et al. 2018, the bag of tricks): y = activation(convolutions(x) + identity(x)).
 *
 * <p>With expansion 1 the convolutions are two of the kernel's size; with a larger one 1×1, kernel, 1×1. The last has no activation and a norm whose
 * weights start at 0, so that the block starts as its identity path. That path is a mean over stride × stride pixels where the stride is not 1, then
 * a 1×1 convolution with norm where the number of channels changes. [N, in·expansion, H, W] becomes
 * [N, out·expansion, ⌈H/stride⌉, ⌈W/stride⌉]; with {@link Options#dimensions} 1 it is [N, C, L].
 */
public final class ResBlock extends Layer {
    private final int expansion;
    private final int in;
    private final int out;
    private final int stride;
    private final Layer path;
    private final Layer identity;
    private final Layer activation;

    ResBlock(int expansion, int in, int out, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.expansion = Require.atLeast("resBlock.expansion", expansion, 1);
        this.in = Require.atLeast("resBlock.in", in, 1);
        this.out = Require.atLeast("resBlock.out", out, 1);
        this.stride = o.stride;
        if (o.reduction > 0 && o.dimensions == 1) {
            throw new IllegalArgumentException("resBlock.squeezeExcite: expected pictures but received 1 dimension."
                    + " The block weighs channels by the mean of a picture.");
        }
        int wideIn = Math.multiplyExact(in, expansion);
        int wideOut = Math.multiplyExact(out, expansion);
        this.path = child("convpath", Layers.sequential(convolutions(o, wideIn, out, wideOut)));
        this.identity = child("idpath", Layers.sequential(shortcut(o, wideIn, wideOut)));
        this.activation = child("act", o.activation.get());
    }

    private List<Layer> convolutions(Options o, int wideIn, int inner, int wideOut) {
        List<Layer> layers = new ArrayList<>();
        if (expansion == 1) {
            layers.add(o.layer(wideIn, inner, o.kernel, c -> c.stride(o.stride).groups(o.groups)));
            layers.add(
                    o.layer(inner, wideOut, o.kernel, c -> c.norm(o.norm.zero()).noActivation()));
        } else {
            layers.add(o.layer(wideIn, inner, 1, c -> {}));
            layers.add(o.layer(inner, inner, o.kernel, c -> c.stride(o.stride).groups(o.groups)));
            layers.add(o.layer(inner, wideOut, 1, c -> c.norm(o.norm.zero()).noActivation()));
        }
        if (o.reduction > 0) {
            layers.add(Layers.squeezeExcite(wideOut, o.reduction));
        }
        return layers;
    }

    private static List<Layer> shortcut(Options o, int wideIn, int wideOut) {
        List<Layer> layers = new ArrayList<>();
        if (o.stride != 1) {
            layers.add(new CeilAveragePool2d(o.stride, o.dimensions == 1));
        }
        if (wideIn != wideOut) {
            layers.add(Layers.convLayer(
                    wideIn, wideOut, c -> c.kernel(1).dimensions(o.dimensions).noActivation()));
        }
        return layers;
    }

    /** Stride 1, kernel 3, one group, batch norm, ReLU, no squeeze-excite, two dimensions. */
    public static final class Options {
        private int stride = 1;
        private int kernel = 3;
        private int groups = 1;
        private int reduction;
        private int dimensions = 2;
        private Norm norm = Norm.BATCH;
        private Supplier<? extends Layer> activation = Layers::relu;

        private Options() {}

        public Options stride(int side) {
            stride = Require.atLeast("resBlock.stride", side, 1);
            return this;
        }

        /** The side of the kernel, odd so that the paths fit. */
        public Options kernel(int side) {
            if (side < 1 || side % 2 == 0) {
                throw new IllegalArgumentException("resBlock.kernel: expected an odd number above 0 but received "
                        + side + ". Other kernels change the size, and the two paths no longer fit.");
            }
            kernel = side;
            return this;
        }

        /** Groups of the convolution with the stride, as in ResNeXt. */
        public Options groups(int count) {
            groups = Require.atLeast("resBlock.groups", count, 1);
            return this;
        }

        /** Ends the convolutions with a {@link SqueezeExcite} of this reduction, for pictures; 16 is usual. */
        public Options squeezeExcite(int by) {
            reduction = Require.atLeast("resBlock.squeezeExcite", by, 1);
            return this;
        }

        /** 1 for sequences [N, C, L], 2 for pictures [N, C, H, W]. */
        public Options dimensions(int count) {
            dimensions = Require.dimensions("resBlock.dimensions", count);
            return this;
        }

        /** The norm of the convolutions; the last one's starts at 0. */
        public Options norm(Norm value) {
            norm = value;
            return this;
        }

        /** What makes each activation. */
        public Options activation(Supplier<? extends Layer> value) {
            activation = value;
            return this;
        }

        private Layer layer(int from, int to, int side, Consumer<ConvLayer.Options> more) {
            Consumer<ConvLayer.Options> shared =
                    c -> c.kernel(side).dimensions(dimensions).norm(norm).activation(activation);
            return Layers.convLayer(from, to, shared.andThen(more));
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        return activation.apply(path.apply(x).add(identity.apply(x)));
    }

    @Override
    public String toString() {
        return "ResBlock(" + in * expansion + ", " + out * expansion
                + (expansion == 1 ? "" : ", expansion " + expansion)
                + (stride == 1 ? ")" : ", stride " + stride + ")");
    }
}
