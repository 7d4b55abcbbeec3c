package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = x: stands where a layer may be but need not. */
public final class Identity extends Layer {
    Identity() {}

    @Override
    protected Tensor forward(Tensor x) {
        return x;
    }

    @Override
    public String toString() {
        return "Identity()";
    }
}
