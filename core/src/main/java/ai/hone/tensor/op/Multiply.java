package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** a·b with broadcasting; derivatives g·b and g·a. */
public final class Multiply {
    private Multiply() {}

    public static Tensor multiply(Tensor a, Tensor b) {
        Operands.same("multiply", a, b);
        return Autograd.record(
                "multiply",
                Autograd.Reads.INPUTS,
                a.kernels().binary(Kernels.Binary.MULTIPLY, a.storage(), b.storage()),
                a,
                (g, y) -> Operands.sumTo(g.mul(b), a.shape()),
                b,
                (g, y) -> Operands.sumTo(g.mul(a), b.shape()));
    }
}
