package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** max(0, x); derivative g where y &gt; 0, else 0. */
public final class Relu {
    private Relu() {}

    public static Tensor relu(Tensor x) {
        return Autograd.record(
                "relu",
                Autograd.Reads.RESULT,
                x.kernels()
                        .unary(Kernels.Unary.RELU, Operands.floating("relu", x).storage()),
                x,
                (g, y) -> Operands.binary("reluBackward", Kernels.Binary.RELU_BACKWARD, g, y));
    }
}
