package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** √x; derivative g/(2y). */
public final class Sqrt {
    private Sqrt() {}

    public static Tensor sqrt(Tensor x) {
        return Autograd.record(
                "sqrt",
                x.kernels()
                        .unary(Kernels.Unary.SQRT, Operands.floating("sqrt", x).storage()),
                x,
                (g, y) -> g.div(y.mul(2)));
    }
}
