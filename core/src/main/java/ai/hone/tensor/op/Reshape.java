package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.Arrays;

/** The same elements, row-major, in another shape; the gradient is reshaped back. */
public final class Reshape {
    private Reshape() {}

    /** @param dims at most one of them -1, to be worked out from the rest */
    public static Tensor reshape(Tensor x, long... dims) {
        Shape shape = resolve(x.shape(), dims);
        return Autograd.record(
                "reshape",
                Autograd.Reads.NOTHING,
                x.kernels().reshape(x.storage(), shape),
                x,
                (g, y) -> g.reshape(x.shape().dims()));
    }

    private static Shape resolve(Shape from, long... dims) {
        long[] out = dims.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < out.length; i++) {
            if (out[i] == -1 && open < 0) {
                open = i;
            } else {
                known *= out[i];
            }
        }
        if (open >= 0) {
            out[open] = known <= 0 ? 0 : from.size() / known;
            known *= out[open];
        }
        if (known != from.size()) {
            throw new ShapeException("reshape: expected a shape of " + from.size() + " elements for " + from
                    + " but received " + Arrays.toString(dims) + ". The number of elements cannot change.");
        }
        return Shape.of(out);
    }
}
