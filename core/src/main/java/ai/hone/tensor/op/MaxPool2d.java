package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Tensor;

/** Largest value of each window of x [N, C, H, W]; padding counts as −∞; the first largest element takes the gradient. */
public final class MaxPool2d {
    private MaxPool2d() {}

    public static Tensor maxPool2d(Tensor x, Geometry geometry) {
        Operands.picture("maxPool2d", x, geometry);
        return Autograd.record(
                "maxPool2d",
                x.kernels().maxPool2d(x.storage(), geometry),
                x,
                (g, y) -> Operands.constant(
                        "maxPool2dBackward",
                        x.kernels().maxPool2dBackward(g.storage(), x.storage(), y.storage(), geometry)));
    }
}
