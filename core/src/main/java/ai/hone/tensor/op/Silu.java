package ai.hone.tensor.op;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x·sigmoid(x), also called swish (Elfwing et al. 2017; PyTorch's silu); derivative g·(s + x·s·(1 − s)). */
public final class Silu {
    private Silu() {}

    public static Tensor silu(Tensor x) {
        return Operands.pointwise("silu", x, v -> v.mul(v.sigmoid()), v -> {
            Tensor gate = v.sigmoid();
            return gate.add(Operands.binary("sigmoidBackward", Kernels.Binary.SIGMOID_BACKWARD, v, gate));
        });
    }
}
