package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;

/** Largest value over axes; elements that are equal to it share the gradient. */
public final class Max {
    private Max() {}

    public static Tensor max(Tensor x, boolean keepDims, int... axes) {
        int[] sorted = Operands.floating("max", x).shape().axes(axes);
        if (sorted.length == 0) {
            return x;
        }
        Operands.notEmpty("max", x);
        Shape kept = x.shape().reduced(sorted, true);
        return Autograd.record(
                "max",
                x.kernels().reduce(Kernels.Reduction.MAX, x.storage(), sorted, keepDims),
                x,
                (g, y) -> spread(x, y.reshape(kept.dims()), g.reshape(kept.dims()), sorted));
    }

    private static Tensor spread(Tensor x, Tensor y, Tensor g, int[] axes) {
        Tensor hits = Operands.binary("equal", Kernels.Binary.EQUAL, x, y);
        return hits.mul(g.div(Sum.sum(hits, true, axes)));
    }
}
