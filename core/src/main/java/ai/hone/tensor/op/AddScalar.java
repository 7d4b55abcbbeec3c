package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x + s; derivative g. */
public final class AddScalar {
    private AddScalar() {}

    public static Tensor addScalar(Tensor x, double s) {
        return Autograd.record(
                "addScalar",
                Autograd.Reads.NOTHING,
                x.kernels()
                        .scalar(Kernels.Scalar.ADD, Operands.floating("add", x).storage(), s),
                x,
                (g, y) -> g);
    }
}
