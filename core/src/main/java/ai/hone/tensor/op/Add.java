package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** a + b with broadcasting; derivatives g and g, summed over broadcast axes. */
public final class Add {
    private Add() {}

    public static Tensor add(Tensor a, Tensor b) {
        Operands.same("add", a, b);
        return Autograd.record(
                "add",
                Autograd.Reads.NOTHING,
                a.kernels().binary(Kernels.Binary.ADD, a.storage(), b.storage()),
                a,
                (g, y) -> Operands.sumTo(g, a.shape()),
                b,
                (g, y) -> Operands.sumTo(g, b.shape()));
    }
}
