package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** a − b with broadcasting; derivatives g and −g. */
public final class Subtract {
    private Subtract() {}

    public static Tensor subtract(Tensor a, Tensor b) {
        Operands.same("subtract", a, b);
        return Autograd.record(
                "subtract",
                Autograd.Reads.NOTHING,
                a.kernels().binary(Kernels.Binary.SUBTRACT, a.storage(), b.storage()),
                a,
                (g, y) -> Operands.sumTo(g, a.shape()),
                b,
                (g, y) -> Operands.sumTo(g.neg(), b.shape()));
    }
}
