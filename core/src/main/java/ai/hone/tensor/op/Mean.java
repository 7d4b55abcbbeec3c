package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;

/** Mean over axes; the gradient is broadcast back and divided by the count. */
public final class Mean {
    private Mean() {}

    public static Tensor mean(Tensor x, boolean keepDims, int... axes) {
        int[] sorted = Operands.floating("mean", x).shape().axes(axes);
        if (sorted.length == 0) {
            return x;
        }
        Operands.notEmpty("mean", x);
        Shape kept = x.shape().reduced(sorted, true);
        return Autograd.record(
                "mean",
                x.kernels().reduce(Kernels.Reduction.MEAN, x.storage(), sorted, keepDims),
                x,
                (g, y) -> g.reshape(kept.dims())
                        .mul((double) kept.size() / x.shape().size())
                        .broadcastTo(x.shape().dims()));
    }
}
