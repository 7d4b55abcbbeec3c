package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** Elements from (included) to (excluded) along an axis; the gradient is put back among zeros. */
public final class Slice {
    private Slice() {}

    public static Tensor slice(Tensor x, int axis, long from, long to) {
        int a = x.shape().axis(axis);
        if (from < 0 || to < from || to > x.shape().dim(a)) {
            throw new ShapeException(
                    "slice: expected 0 ≤ from ≤ to ≤ " + x.shape().dim(a) + " along axis " + axis + " of " + x.shape()
                            + " but received " + from + " … " + to + ".");
        }
        long[] begin = new long[x.shape().rank()];
        long[] size = x.shape().dims();
        begin[a] = from;
        size[a] = to - from;
        return Autograd.record(
                "slice",
                Autograd.Reads.NOTHING,
                x.kernels().slice(x.storage(), begin, size),
                x,
                (g, y) -> pad(g, begin, x.shape()));
    }

    private static Tensor pad(Tensor g, long[] begin, Shape shape) {
        return Operands.constant("pad", g.kernels().padInto(g.storage(), begin, shape));
    }
}
