package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** Mean or largest value of x [N, C, H, W] over a grid of bins of nearly equal size, whatever H and W, as PyTorch's adaptive pools. */
public final class AdaptivePool2d {
    private AdaptivePool2d() {}

    public static Tensor adaptiveAveragePool2d(Tensor x, int outHeight, int outWidth) {
        return pool("adaptiveAveragePool2d", Kernels.Reduction.MEAN, x, outHeight, outWidth);
    }

    public static Tensor adaptiveMaxPool2d(Tensor x, int outHeight, int outWidth) {
        return pool("adaptiveMaxPool2d", Kernels.Reduction.MAX, x, outHeight, outWidth);
    }

    private static Tensor pool(String op, Kernels.Reduction reduction, Tensor x, int height, int width) {
        Operands.picture(op, x, Geometry.square(1, 1, 0, 1, 1));
        Kernels kernels = x.kernels();
        return Autograd.record(
                op,
                kernels.adaptivePool2d(reduction, x.storage(), height, width),
                x,
                (g, y) -> Operands.constant(
                        op + "Backward",
                        kernels.adaptivePool2dBackward(reduction, g.storage(), x.storage(), height, width)));
    }
}
