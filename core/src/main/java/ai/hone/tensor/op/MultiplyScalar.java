package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x·s; derivative g·s. */
public final class MultiplyScalar {
    private MultiplyScalar() {}

    public static Tensor multiplyScalar(Tensor x, double s) {
        return Autograd.record(
                "multiplyScalar",
                Autograd.Reads.NOTHING,
                x.kernels()
                        .scalar(
                                Kernels.Scalar.MULTIPLY,
                                Operands.floating("mul", x).storage(),
                                s),
                x,
                (g, y) -> g.mul(s));
    }
}
