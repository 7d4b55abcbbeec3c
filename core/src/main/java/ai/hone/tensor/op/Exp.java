package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** e^x; derivative g·y. */
public final class Exp {
    private Exp() {}

    public static Tensor exp(Tensor x) {
        return Autograd.record(
                "exp",
                Autograd.Reads.RESULT,
                x.kernels().unary(Kernels.Unary.EXP, Operands.floating("exp", x).storage()),
                x,
                (g, y) -> g.mul(y));
    }
}
