package ai.hone.tensor.op;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Tensor;

/** x·Φ(x) with Φ the distribution of N(0, 1), or its approximation by tanh (Hendrycks &amp; Gimpel 2016; PyTorch's gelu). */
public final class Gelu {
    private Gelu() {}

    private static final double CUBE = 0.044715;
    private static final double SLOPE = 2 * Math.sqrt(2 / Math.PI);

    /** x·½·(1 + erf(x/√2)); derivative g·(Φ(x) + x·e^(−x²/2)/√(2π)). */
    public static Tensor gelu(Tensor x) {
        return Operands.pointwise("gelu", x, v -> v.mul(share(v)), v -> share(v).add(v.mul(density(v))));
    }

    /** x·½·(1 + tanh(√(2/π)·(x + 0.044715·x³))), computed as x·sigmoid of twice that. */
    public static Tensor geluTanh(Tensor x) {
        return Operands.pointwise("geluTanh", x, v -> v.mul(gate(v)), v -> {
            Tensor gate = gate(v);
            Tensor slope = v.square().mul(3 * CUBE * SLOPE).add(SLOPE);
            return gate.add(Operands.binary("sigmoidBackward", Kernels.Binary.SIGMOID_BACKWARD, v.mul(slope), gate));
        });
    }

    private static Tensor share(Tensor x) {
        return Operands.unary(Kernels.Unary.ERF, x.mul(Math.sqrt(0.5))).mul(0.5).add(0.5);
    }

    private static Tensor density(Tensor x) {
        return x.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
    }

    private static Tensor gate(Tensor x) {
        return x.square().mul(CUBE * SLOPE).add(SLOPE).mul(x).sigmoid();
    }
}
