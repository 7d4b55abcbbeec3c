package ai.hone.tensor.op;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x where x &gt; 0, else slope·x (Maas et al. 2013; PyTorch's leaky_relu); derivative g, or g·slope where x ≤ 0. */
public final class LeakyRelu {
    private LeakyRelu() {}

    public static Tensor leakyRelu(Tensor x, double slope) {
        return Operands.pointwise(
                "leakyRelu",
                x,
                v -> v.relu().add(Operands.scalar(Kernels.Scalar.MINIMUM, v, 0).mul(slope)),
                v -> Operands.scalar(Kernels.Scalar.GREATER, v, 0)
                        .mul(1 - slope)
                        .add(slope));
    }
}
