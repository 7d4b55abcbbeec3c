package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** Natural logarithm; derivative g/x. */
public final class Log {
    private Log() {}

    public static Tensor log(Tensor x) {
        return Autograd.record(
                "log",
                x.kernels().unary(Kernels.Unary.LOG, Operands.floating("log", x).storage()),
                x,
                (g, y) -> g.div(x));
    }
}
