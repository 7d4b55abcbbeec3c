package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Tensor;

/** A model's input as the back end computes with it fastest, at a precision that what is computed from it keeps; the gradient passes as it is. */
public final class Prepare {
    private Prepare() {}

    /** @param precision not AUTO; see {@link Precision#on}
     *  @return x itself if it holds whole numbers */
    public static Tensor prepare(Tensor x, Precision precision) {
        if (!x.dtype().floating()) {
            return x;
        }
        return Autograd.record("prepare", x.kernels().prepare(x.storage(), precision), x, (g, y) -> g);
    }
}
