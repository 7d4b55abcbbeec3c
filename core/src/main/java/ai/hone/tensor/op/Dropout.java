package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;
import java.util.random.RandomGenerator;

/** Zeroes each element with probability p and scales the rest by 1/(1 − p) (Srivastava et al. 2014); the gradient is treated the same. */
public final class Dropout {
    private Dropout() {}

    /** @param random gives the seed of the mask: the same stream gives the same mask on every back end */
    public static Tensor dropout(Tensor x, double p, RandomGenerator random) {
        Kernels kernels = x.kernels();
        long seed = random.nextLong();
        return Autograd.record(
                "dropout",
                Autograd.Reads.NOTHING,
                kernels.dropout(Operands.floating("dropout", x).storage(), p, seed),
                x,
                (g, y) -> Operands.constant("dropoutBackward", kernels.dropout(g.storage(), p, seed)));
    }
}
