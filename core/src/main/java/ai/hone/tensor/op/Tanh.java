package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** Hyperbolic tangent; derivative g·(1 − y²). */
public final class Tanh {
    private Tanh() {}

    public static Tensor tanh(Tensor x) {
        return Autograd.record(
                "tanh",
                Autograd.Reads.RESULT,
                x.kernels()
                        .unary(Kernels.Unary.TANH, Operands.floating("tanh", x).storage()),
                x,
                (g, y) -> Operands.binary("tanhBackward", Kernels.Binary.TANH_BACKWARD, g, y));
    }
}
