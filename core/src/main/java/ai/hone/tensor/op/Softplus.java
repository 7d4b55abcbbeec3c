package ai.hone.tensor.op;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** ln(1 + e^(β·x))/β, a smooth ReLU above 0 everywhere (PyTorch's softplus); derivative g·sigmoid(β·x). */
public final class Softplus {
    private Softplus() {}

    /** @param beta above 0; the larger, the closer to ReLU */
    public static Tensor softplus(Tensor x, double beta) {
        return Operands.pointwise(
                "softplus",
                x,
                v -> Operands.unary(Kernels.Unary.SOFTPLUS, v.mul(beta)).div(beta),
                v -> v.mul(beta).sigmoid());
    }
}
