package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Tensor;

/** e^x / Σ e^x along an axis; derivative y·(g − Σ g·y). */
public final class Softmax {
    private Softmax() {}

    public static Tensor softmax(Tensor x, int axis) {
        int a = Operands.floating("softmax", x).shape().axis(axis);
        return Autograd.record(
                "softmax",
                x.kernels().softmax(x.storage(), a),
                x,
                (g, y) -> y.detach().mul(g.sub(Sum.sum(g.mul(y.detach()), true, a))));
    }
}
