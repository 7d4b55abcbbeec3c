package ai.hone.nn;

import ai.hone.tensor.Tensor;

/**
 * y = x·Φ(x) with Φ the distribution of N(0, 1), element by element (Hendrycks &amp; Gimpel 2016), exact or by tanh; PyTorch's {@code GELU}.
 */
public final class Gelu extends Layer {
    private final boolean tanh;

    Gelu(boolean tanh) {
        this.tanh = tanh;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return tanh ? ai.hone.tensor.op.Gelu.geluTanh(x) : ai.hone.tensor.op.Gelu.gelu(x);
    }

    @Override
    public String toString() {
        return tanh ? "Gelu(tanh)" : "Gelu()";
    }
}
