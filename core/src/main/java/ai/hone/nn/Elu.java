package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = x where x &gt; 0, else α·(eˣ − 1), element by element (Clevert et al. 2015); PyTorch's {@code ELU}. α is 1 unless told otherwise. */
public final class Elu extends Layer {
    private final double alpha;

    Elu(double alpha) {
        this.alpha = Require.finite("elu.alpha", alpha, "Far below 0 the result is its negative; 1 is usual.");
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.Elu.elu(x, alpha);
    }

    @Override
    public String toString() {
        return "Elu(" + alpha + ")";
    }
}
