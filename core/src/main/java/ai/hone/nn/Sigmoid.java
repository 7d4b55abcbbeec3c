package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = 1/(1 + e^−x), element by element. */
public final class Sigmoid extends Layer {
    Sigmoid() {}

    @Override
    protected Tensor forward(Tensor x) {
        return x.sigmoid();
    }

    @Override
    public String toString() {
        return "Sigmoid()";
    }
}
