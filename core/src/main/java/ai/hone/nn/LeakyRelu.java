package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = x where x &gt; 0, else slope·x, element by element (Maas et al. 2013); PyTorch's {@code LeakyReLU}. The slope is 0.01 unless told otherwise. */
public final class LeakyRelu extends Layer {
    private final double slope;

    LeakyRelu(double slope) {
        this.slope = Require.finite(
                "leakyRelu.slope", slope, "It is what numbers below 0 are multiplied by; 0.01 is usual.");
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.LeakyRelu.leakyRelu(x, slope);
    }

    @Override
    public String toString() {
        return "LeakyRelu(" + slope + ")";
    }
}
