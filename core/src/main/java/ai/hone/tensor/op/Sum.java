package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;

/** Sum over axes; the gradient is broadcast back. */
public final class Sum {
    private Sum() {}

    public static Tensor sum(Tensor x, boolean keepDims, int... axes) {
        int[] sorted = Operands.floating("sum", x).shape().axes(axes);
        if (sorted.length == 0) {
            return x;
        }
        Shape kept = x.shape().reduced(sorted, true);
        return Autograd.record(
                "sum",
                Autograd.Reads.NOTHING,
                x.kernels().reduce(Kernels.Reduction.SUM, x.storage(), sorted, keepDims),
                x,
                (g, y) -> g.reshape(kept.dims()).broadcastTo(x.shape().dims()));
    }
}
