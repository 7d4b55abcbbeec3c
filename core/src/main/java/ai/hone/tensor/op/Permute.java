package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.Arrays;

/** Axes in another order; the gradient is permuted back. */
public final class Permute {
    private Permute() {}

    public static Tensor permute(Tensor x, int... axes) {
        int[] order = new int[axes.length];
        int[] inverse = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            order[i] = x.shape().axis(axes[i]);
            inverse[order[i]] = i;
        }
        if (axes.length != x.shape().rank() || Arrays.stream(order).distinct().count() != axes.length) {
            throw new ShapeException("permute: expected each of the "
                    + x.shape().rank() + " axes of " + x.shape() + " once but received " + Arrays.toString(axes) + ".");
        }
        return Autograd.record(
                "permute",
                Autograd.Reads.NOTHING,
                x.kernels().permute(x.storage(), order),
                x,
                (g, y) -> g.permute(inverse));
    }
}
