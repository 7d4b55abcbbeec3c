package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = x·sigmoid(x), element by element (Elfwing et al. 2017), also called swish; PyTorch's {@code SiLU}. */
public final class Silu extends Layer {
    Silu() {}

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.Silu.silu(x);
    }

    @Override
    public String toString() {
        return "Silu()";
    }
}
