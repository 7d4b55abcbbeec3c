package ai.hone.tensor.op;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x where x &gt; 0, else α·(eˣ − 1) (Clevert et al. 2015; PyTorch's elu); derivative g, or g·α·eˣ where x ≤ 0. */
public final class Elu {
    private Elu() {}

    public static Tensor elu(Tensor x, double alpha) {
        return Operands.pointwise(
                "elu", x, v -> v.relu().add(powers(v).mul(alpha).add(-alpha)), v -> {
                    Tensor positive = Operands.scalar(Kernels.Scalar.GREATER, v, 0);
                    return positive.add(powers(v).mul(alpha).mul(positive.neg().add(1)));
                });
    }

    /** eˣ where x ≤ 0, else 1. */
    private static Tensor powers(Tensor x) {
        return Operands.scalar(Kernels.Scalar.MINIMUM, x, 0).exp();
    }
}
