package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** Rows out of anything: [N, A, B, …] becomes [N, A·B·…]. */
public final class Flatten extends Layer {
    Flatten() {}

    @Override
    protected Tensor forward(Tensor x) {
        return x.shape().rank() == 2 ? x : x.flatten(1);
    }

    @Override
    public String toString() {
        return "Flatten()";
    }
}
