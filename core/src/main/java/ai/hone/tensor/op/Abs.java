package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** |x|; the derivative at 0 is 0. */
public final class Abs {
    private Abs() {}

    public static Tensor abs(Tensor x) {
        return Autograd.record(
                "abs",
                x.kernels().unary(Kernels.Unary.ABS, Operands.floating("abs", x).storage()),
                x,
                (g, y) -> g.mul(sign(x)));
    }

    private static Tensor sign(Tensor x) {
        return Operands.constant("sign", x.kernels().unary(Kernels.Unary.SIGN, x.storage()));
    }
}
