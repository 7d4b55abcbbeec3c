package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.List;

/** (x − mean)/√(variance + ε)·weight + bias over all axes but 1, optionally followed by ReLU in the same pass (Ioffe & Szegedy 2015; PyTorch's batch_norm). */
public final class BatchNorm {
    private BatchNorm() {}

    /** The normalised batch, and the statistics it was normalised by: mean and biased variance [C]. */
    public record Result(Tensor y, Tensor mean, Tensor variance) {}

    /** Normalises by the batch's own statistics. x is [N, C] or [N, C, H, W]; weight and bias are [C]. */
    public static Result training(Tensor x, Tensor weight, Tensor bias, double epsilon, boolean relu) {
        check(x, weight);
        if (x.shape().size() / Math.max(1, x.shape().dim(1)) < 2) {
            throw new ShapeException(
                    "batchNorm: expected more than one value per channel in training but received " + x.shape()
                            + ". Use a batch of at least 2, dropping the last incomplete one, or evaluate instead of training.");
        }
        Kernels kernels = x.kernels();
        Kernels.BatchNormResult r =
                kernels.batchNormTraining(x.storage(), weight.storage(), bias.storage(), epsilon, relu);
        Tensor mean = Operands.constant("batchNormMean", r.mean());
        Tensor variance = Operands.constant("batchNormVariance", r.variance());
        Tensor y = Autograd.record("batchNorm", reads(relu), r.y(), List.of(x, weight, bias), (g, out) -> {
            var d = kernels.batchNormBackward(
                    g.storage(),
                    x.storage(),
                    // Without ReLU y is not read, and may be gone.
                    relu ? out.storage() : x.storage(),
                    mean.storage(),
                    variance.storage(),
                    weight.storage(),
                    epsilon,
                    relu);
            return new Tensor[] {
                Operands.constant("batchNormBackward", d.x()),
                Operands.constant("batchNormBackwardWeight", d.weight()),
                Operands.constant("batchNormBackwardBias", d.bias())
            };
        });
        return new Result(y, mean, variance);
    }

    /** Normalises by given statistics [C]; gradients flow to x, weight and bias, and the statistics are constants. */
    public static Tensor inference(
            Tensor x, Tensor mean, Tensor variance, Tensor weight, Tensor bias, double epsilon, boolean relu) {
        check(x, weight);
        Kernels kernels = x.kernels();
        Storage y = kernels.batchNormInference(
                x.storage(), mean.storage(), variance.storage(), weight.storage(), bias.storage(), epsilon, relu);
        return Autograd.record("batchNorm", reads(relu), y, List.of(x, weight, bias), (g, out) -> {
            Tensor open = relu ? Operands.binary("reluBackward", Kernels.Binary.RELU_BACKWARD, g, out) : g;
            long[] channel = x.shape().rank() == 2 ? new long[] {-1} : new long[] {1, -1, 1, 1};
            int[] axes = x.shape().rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
            Tensor scale = variance.detach().add(epsilon).pow(-0.5);
            Tensor normal = x.detach().sub(mean.detach().reshape(channel)).mul(scale.reshape(channel));
            return new Tensor[] {
                open.mul(weight.mul(scale).reshape(channel)), open.mul(normal).sum(axes), open.sum(axes)
            };
        });
    }

    private static Autograd.Reads reads(boolean relu) {
        return relu ? Autograd.Reads.ALL : Autograd.Reads.INPUTS;
    }

    private static void check(Tensor x, Tensor weight) {
        Operands.same("batchNorm", x, weight);
        int rank = x.shape().rank();
        if ((rank != 2 && rank != 4) || x.shape().dim(1) != weight.shape().dim(0)) {
            throw new ShapeException("batchNorm: expected input [N, "
                    + weight.shape().dim(0) + "] or [N, " + weight.shape().dim(0) + ", H, W] but received " + x.shape()
                    + ". The layer's features must equal the channels of its input.");
        }
    }
}
