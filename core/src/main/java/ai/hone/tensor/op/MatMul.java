package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** Matrix product [M, K]·[K, N], or batch by batch [B, M, K]·[B, K, N]; derivatives g·bᵀ and aᵀ·g. */
public final class MatMul {
    private MatMul() {}

    public static Tensor matmul(Tensor a, Tensor b) {
        check(a, b);
        return Autograd.record(
                "matmul",
                Autograd.Reads.INPUTS,
                a.kernels().matmul(a.storage(), false, b.storage(), false),
                a,
                (g, y) -> product(g, false, b, true),
                b,
                (g, y) -> product(a, true, g, false));
    }

    static Tensor product(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        return Operands.constant("matmul", a.kernels().matmul(a.storage(), transposeA, b.storage(), transposeB));
    }

    private static void check(Tensor a, Tensor b) {
        Operands.same("matmul", a, b);
        Shape x = a.shape();
        Shape z = b.shape();
        boolean fits = x.rank() == z.rank()
                && (x.rank() == 2 || (x.rank() == 3 && x.dim(0) == z.dim(0)))
                && x.dim(-1) == z.dim(-2);
        if (!fits) {
            throw new ShapeException("matmul: expected [M, K]·[K, N] or [B, M, K]·[B, K, N] but received " + x + " and "
                    + z + ". The last dimension of the first must equal the last but one of the second.");
        }
    }
}
