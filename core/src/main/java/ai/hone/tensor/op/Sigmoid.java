package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** 1/(1 + e^−x); derivative g·y·(1 − y). */
public final class Sigmoid {
    private Sigmoid() {}

    public static Tensor sigmoid(Tensor x) {
        return Autograd.record(
                "sigmoid",
                Autograd.Reads.RESULT,
                x.kernels()
                        .unary(
                                Kernels.Unary.SIGMOID,
                                Operands.floating("sigmoid", x).storage()),
                x,
                (g, y) -> Operands.binary("sigmoidBackward", Kernels.Binary.SIGMOID_BACKWARD, g, y));
    }
}
