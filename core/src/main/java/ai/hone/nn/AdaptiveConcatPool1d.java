package ai.hone.nn;

import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.AdaptivePool2d;
import ai.hone.tensor.op.Concat;

/** fastai's pool for heads of sequences: the largest values, then the means, of a row of bins: [N, C, L] becomes [N, 2·C, size]. */
public final class AdaptiveConcatPool1d extends Layer {
    private final int size;

    AdaptiveConcatPool1d(int size) {
        this.size = Require.atLeast("adaptiveConcatPool1d.size", size, 1);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor row = Line.toPicture("adaptiveConcatPool1d", x);
        return Line.fromPicture(Concat.concat(
                1, AdaptivePool2d.adaptiveMaxPool2d(row, 1, size), AdaptivePool2d.adaptiveAveragePool2d(row, 1, size)));
    }

    @Override
    public String toString() {
        return "AdaptiveConcatPool1d(" + size + ")";
    }
}
