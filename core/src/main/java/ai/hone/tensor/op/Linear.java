package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x·Wᵀ + b for x [N, in], W [out, in], b [out]; derivatives g·W, gᵀ·x and Σ g. */
public final class Linear {
    private Linear() {}

    /** @param bias [out], or null for none
     *  @return [N, out] */
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        check(x, weight);
        Kernels kernels = x.kernels();
        Storage y = kernels.linear(x.storage(), weight.storage(), bias == null ? null : bias.storage());
        return Autograd.record(
                "linear",
                Autograd.Reads.INPUTS,
                y,
                bias == null ? List.of(x, weight) : List.of(x, weight, bias),
                (g, r) -> new @Nullable Tensor[] {
                    x.requiresGradient() ? MatMul.product(g, false, weight, false) : null,
                    weight.requiresGradient()
                            ? Operands.into(
                                    "matmul",
                                    weight,
                                    place -> kernels.matmulInto(g.storage(), true, x.storage(), false, place))
                            : null,
                    bias != null && bias.requiresGradient() ? g.sum(0) : null
                });
    }

    private static void check(Tensor x, Tensor weight) {
        Operands.same("linear", x, weight);
        if (x.shape().rank() != 2 || x.shape().dim(1) != weight.shape().dim(1)) {
            throw new ShapeException(
                    "linear: expected input [N, " + weight.shape().dim(1) + "] but received " + x.shape()
                            + ". The input's last dimension must equal inFeatures; flatten(1) turns [N, C, H, W] into [N, C·H·W].");
        }
    }
}
