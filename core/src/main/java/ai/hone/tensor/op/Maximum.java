package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** The larger of a and b; where they are equal each gets half of the gradient. */
public final class Maximum {
    private Maximum() {}

    public static Tensor maximum(Tensor a, Tensor b) {
        Operands.same("maximum", a, b);
        return Autograd.record(
                "maximum",
                a.kernels().binary(Kernels.Binary.MAXIMUM, a.storage(), b.storage()),
                a,
                (g, y) -> Operands.sumTo(g.mul(share(a, b, y)), a.shape()),
                b,
                (g, y) -> Operands.sumTo(g.mul(share(b, a, y)), b.shape()));
    }

    private static Tensor share(Tensor own, Tensor other, Tensor y) {
        Tensor mine = Operands.binary("equal", Kernels.Binary.EQUAL, own, y);
        return mine.div(mine.add(Operands.binary("equal", Kernels.Binary.EQUAL, other, y)));
    }
}
