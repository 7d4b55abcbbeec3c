package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = x·tanh(ln(1 + eˣ)), element by element (Misra 2019); PyTorch's {@code Mish}. */
public final class Mish extends Layer {
    Mish() {}

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.Mish.mish(x);
    }

    @Override
    public String toString() {
        return "Mish()";
    }
}
