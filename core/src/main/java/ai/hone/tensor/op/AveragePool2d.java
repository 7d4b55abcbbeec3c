package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Tensor;

/** Mean of each window of x [N, C, H, W]; padding counts as zeros, as in PyTorch's default. */
public final class AveragePool2d {
    private AveragePool2d() {}

    public static Tensor averagePool2d(Tensor x, Geometry geometry) {
        Operands.picture("averagePool2d", x, geometry);
        return Autograd.record(
                "averagePool2d",
                Autograd.Reads.NOTHING,
                x.kernels().averagePool2d(x.storage(), geometry),
                x,
                (g, y) -> Operands.constant(
                        "averagePool2dBackward", x.kernels().averagePool2dBackward(g.storage(), x.shape(), geometry)));
    }
}
