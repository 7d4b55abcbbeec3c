package ai.hone.tensor.op;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x·tanh(ln(1 + eˣ)) (Misra 2019; PyTorch's mish); derivative g·(t + x·(1 − t²)·sigmoid(x)) with t the tanh. */
public final class Mish {
    private Mish() {}

    /** Above it tanh(ln(1 + eˣ)) is 1 in float64 too, and e²ˣ is far from infinity. */
    private static final double FLAT = 20;

    public static Tensor mish(Tensor x) {
        return Operands.pointwise("mish", x, v -> v.mul(gate(v)), v -> {
            Tensor gate = gate(v);
            Tensor rest = Operands.binary("tanhBackward", Kernels.Binary.TANH_BACKWARD, v, gate);
            return gate.add(rest.mul(v.sigmoid()));
        });
    }

    /** tanh(ln(1 + e)) = n/(n + 2) with n = e·(e + 2), which loses nothing where e is small. */
    private static Tensor gate(Tensor x) {
        Tensor e = Operands.scalar(Kernels.Scalar.MINIMUM, x, FLAT).exp();
        Tensor n = e.mul(e.add(2));
        return n.div(n.add(2));
    }
}
