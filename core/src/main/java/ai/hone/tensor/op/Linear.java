package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** x·Wᵀ + b for x [N, in], W [out, in], b [out]; derivatives g·W, gᵀ·x and Σ g. */
public final class Linear {
    private Linear() {}

    /** @param bias [out], or null for none
     *  @return [N, out] */
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        check(x, weight);
        Tensor y = Autograd.record(
                "linear",
                x.kernels().matmul(x.storage(), false, weight.storage(), true),
                x,
                (g, r) -> MatMul.product(g, false, weight, false),
                weight,
                (g, r) -> MatMul.product(g, true, x, false));
        return bias == null ? y : y.add(bias);
    }

    private static void check(Tensor x, Tensor weight) {
        Operands.same("linear", x, weight);
        if (x.shape().rank() != 2 || x.shape().dim(1) != weight.shape().dim(1)) {
            throw new ShapeException(
                    "linear: expected input [N, " + weight.shape().dim(1) + "] but received " + x.shape()
                            + ". The input's last dimension must equal inFeatures; flatten(1) turns [N, C, H, W] into [N, C·H·W].");
        }
    }
}
