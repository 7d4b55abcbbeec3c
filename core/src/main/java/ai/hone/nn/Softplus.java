package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = ln(1 + e^(β·x))/β, element by element: a smooth ReLU; PyTorch's {@code Softplus}. β is 1 unless told otherwise. */
public final class Softplus extends Layer {
    private final double beta;

    Softplus(double beta) {
        this.beta = Require.aboveZero("softplus.beta", beta, "The larger it is, the closer to ReLU; 1 is usual.");
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.Softplus.softplus(x, beta);
    }

    @Override
    public String toString() {
        return "Softplus(" + beta + ")";
    }
}
