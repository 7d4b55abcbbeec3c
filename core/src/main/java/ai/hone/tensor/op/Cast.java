package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.DType;
import ai.hone.tensor.Tensor;

/** The same values as another element type; the gradient is cast back, and none flows through integers. */
public final class Cast {
    private Cast() {}

    public static Tensor cast(Tensor x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        Tensor source = dtype.floating() ? x : x.detach();
        return Autograd.record(
                "cast",
                Autograd.Reads.NOTHING,
                x.kernels().cast(x.storage(), dtype),
                source,
                (g, y) -> g.to(x.dtype()));
    }
}
