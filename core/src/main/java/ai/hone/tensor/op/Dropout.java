package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;
import java.util.random.RandomGenerator;

/** Zeroes each element with probability p and scales the rest by 1/(1 − p) (Srivastava et al. 2014). */
public final class Dropout {
    private Dropout() {}

    /** @param random decides the mask element by element, row-major: the same stream gives the same mask on every back end */
    public static Tensor dropout(Tensor x, double p, RandomGenerator random) {
        float[] mask = new float[Math.toIntExact(x.shape().size())];
        float keep = (float) (1 / (1 - p));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextFloat() < p ? 0 : keep;
        }
        Tensor m = Operands.constant("dropoutMask", x.kernels().of(mask, x.shape(), x.dtype()));
        return Autograd.record(
                "dropout",
                x.kernels().binary(Kernels.Binary.MULTIPLY, x.storage(), m.storage()),
                x,
                (g, y) -> g.mul(m));
    }
}
