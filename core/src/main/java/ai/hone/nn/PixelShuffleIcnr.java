package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.AveragePool2d;
import ai.hone.tensor.op.Concat;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * fastai's enlarging layer: a 1×1 {@link ConvLayer} to out·factor² channels, then a {@link PixelShuffle}: [N, in, H, W] becomes
 * [N, out, factor·H, factor·W].
 *
 * <p>The weights start such that the factor² pixels that one becomes are equal (Aitken et al. 2017, ICNR), which avoids the chequerboard, and
 * biases start at 0. No norm, ReLU and no blur unless told otherwise.
 */
public final class PixelShuffleIcnr extends Layer {
    private final boolean blur;
    private final Layer convolution;
    private final Layer shuffle;

    PixelShuffleIcnr(int in, int out, int factor, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.blur = o.blur;
        Require.atLeast("pixelShuffleIcnr.in", in, 1);
        Require.atLeast("pixelShuffleIcnr.out", out, 1);
        Require.atLeast("pixelShuffleIcnr.factor", factor, 1);
        this.convolution = child(
                "0",
                Layers.convLayer(
                        in,
                        Math.multiplyExact(out, factor * factor),
                        c -> c.kernel(1)
                                .norm(o.norm)
                                .activation(o.activation)
                                .initializer(Initializer.icnr(factor, Initializer.kaimingNormal()))
                                .biasDeviation(0)));
        this.shuffle = child("1", Layers.pixelShuffle(factor));
    }

    /** No norm, ReLU, no blur. */
    public static final class Options {
        private Norm norm = Norm.NONE;
        private Supplier<? extends Layer> activation = Layers::relu;
        private boolean blur;

        private Options() {}

        public Options norm(Norm value) {
            norm = value;
            return this;
        }

        /** What makes the activation. */
        public Options activation(Supplier<? extends Layer> value) {
            activation = value;
            return this;
        }

        /** Averages each pixel with those above and to the left, where edges repeat (Sugawara et al. 2018). */
        public Options blur(boolean on) {
            blur = on;
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor y = shuffle.apply(convolution.apply(x));
        if (!blur) {
            return y;
        }
        Tensor below = Concat.concat(2, y.slice(2, 0, 1), y);
        Tensor right = Concat.concat(3, below.slice(3, 0, 1), below);
        return AveragePool2d.averagePool2d(right, Geometry.square(2, 1, 0, 1, 1));
    }

    @Override
    public String toString() {
        return "PixelShuffleIcnr(" + convolution + ", " + shuffle + (blur ? ", blur)" : ")");
    }
}
