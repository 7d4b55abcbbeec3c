package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = max(0, x), element by element. */
public final class Relu extends Layer {
    Relu() {}

    @Override
    protected Tensor forward(Tensor x) {
        return x.relu();
    }

    @Override
    public String toString() {
        return "Relu()";
    }
}
