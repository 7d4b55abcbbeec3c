package ai.hone.nn;

import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.AdaptivePool2d;
import ai.hone.tensor.op.Concat;

/** fastai's pool for heads: the largest values, then the means, of a grid of bins: [N, C, H, W] becomes [N, 2·C, size, size]. */
public final class AdaptiveConcatPool2d extends Layer {
    private final int size;

    AdaptiveConcatPool2d(int size) {
        this.size = Require.atLeast("adaptiveConcatPool2d.size", size, 1);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return Concat.concat(
                1,
                AdaptivePool2d.adaptiveMaxPool2d(x, size, size),
                AdaptivePool2d.adaptiveAveragePool2d(x, size, size));
    }

    @Override
    public String toString() {
        return "AdaptiveConcatPool2d(" + size + "×" + size + ")";
    }
}
