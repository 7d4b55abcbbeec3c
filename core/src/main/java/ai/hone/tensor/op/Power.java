package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x^p for a fixed exponent; derivative g·p·x^(p−1). */
public final class Power {
    private Power() {}

    public static Tensor power(Tensor x, double exponent) {
        return Autograd.record(
                "power",
                x.kernels()
                        .scalar(
                                Kernels.Scalar.POWER,
                                Operands.floating("pow", x).storage(),
                                exponent),
                x,
                (g, y) -> g.mul(power(x.detach(), exponent - 1)).mul(exponent));
    }
}
