package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Tensor;

/** x − log Σ e^x along an axis, stable for any gap; derivative g − e^y·Σ g. */
public final class LogSoftmax {
    private LogSoftmax() {}

    public static Tensor logSoftmax(Tensor x, int axis) {
        int a = Operands.floating("logSoftmax", x).shape().axis(axis);
        return Autograd.record(
                "logSoftmax",
                x.kernels().logSoftmax(x.storage(), a),
                x,
                (g, y) -> g.sub(y.detach().exp().mul(Sum.sum(g, true, a))));
    }
}
