package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** a/b with broadcasting; derivatives g/b and −g·y/b. */
public final class Divide {
    private Divide() {}

    public static Tensor divide(Tensor a, Tensor b) {
        Operands.same("divide", a, b);
        return Autograd.record(
                "divide",
                a.kernels().binary(Kernels.Binary.DIVIDE, a.storage(), b.storage()),
                a,
                (g, y) -> Operands.sumTo(g.div(b), a.shape()),
                b,
                (g, y) -> Operands.sumTo(g.mul(y).div(b).neg(), b.shape()));
    }
}
