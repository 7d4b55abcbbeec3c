package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.List;

/** (x − mean)/√(variance + ε)·weight + bias over the last axis, row by row (Ba et al. 2016; PyTorch's layer_norm). */
public final class LayerNorm {
    private LayerNorm() {}

    /** Normalises each row by its own mean and biased variance, and gradients flow through both. x is [..., C]; weight and bias are [C].
     * @return like x
     * @throws ShapeException if the last axis of x has not C elements, or C is 0 */
    public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double epsilon) {
        check(x, weight, bias);
        Kernels kernels = x.kernels();
        Kernels.LayerNormResult r = kernels.layerNorm(x.storage(), weight.storage(), bias.storage(), epsilon);
        Tensor mean = Operands.constant("layerNormMean", r.mean());
        Tensor variance = Operands.constant("layerNormVariance", r.variance());
        Tensor y = Autograd.record("layerNorm", Autograd.Reads.INPUTS, r.y(), List.of(x, weight, bias), (g, out) -> {
            Kernels.LayerNormGradients d = kernels.layerNormBackward(
                    g.storage(), x.storage(), mean.storage(), variance.storage(), weight.storage(), epsilon);
            return new Tensor[] {
                Operands.constant("layerNormBackward", d.x()),
                Operands.constant("layerNormBackwardWeight", d.weight()),
                Operands.constant("layerNormBackwardBias", d.bias())
            };
        });
        if (!y.requiresGradient()) {
            mean.free();
            variance.free();
        }
        return y;
    }

    private static void check(Tensor x, Tensor weight, Tensor bias) {
        Operands.same("layerNorm", x, weight);
        Operands.same("layerNorm", x, bias);
        Shape features = weight.shape();
        if (features.rank() != 1 || features.size() == 0 || !features.equals(bias.shape())) {
            throw new ShapeException("layerNorm: expected weight and bias [C] with at least one feature but received "
                    + features + " and " + bias.shape() + ". There is one of each for every element of a row.");
        }
        if (x.shape().rank() == 0 || x.shape().dim(-1) != features.dim(0)) {
            throw new ShapeException("layerNorm: expected input [..., " + features.dim(0) + "] but received "
                    + x.shape() + ". The layer's features must equal the last dimension of its input.");
        }
    }
}
