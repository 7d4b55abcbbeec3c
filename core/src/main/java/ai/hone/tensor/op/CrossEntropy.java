package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** Per row: logsumexp(logits) − logits[target]; derivative g·(softmax(logits) − onehot(target)). */
public final class CrossEntropy {
    private CrossEntropy() {}

    /** @param logits [N, C]
     *  @param targets INT64 [N], each 0 … C-1
     *  @return one loss per row [N] */
    public static Tensor crossEntropy(Tensor logits, Tensor targets) {
        check(logits, targets);
        Kernels kernels = logits.kernels();
        return Autograd.record(
                "crossEntropy",
                kernels.crossEntropy(logits.storage(), targets.storage()),
                logits,
                (g, y) -> Operands.constant(
                        "crossEntropyBackward",
                        kernels.crossEntropyBackward(g.storage(), logits.storage(), targets.storage())));
    }

    private static void check(Tensor logits, Tensor targets) {
        if (Operands.floating("crossEntropy", logits).shape().rank() != 2
                || targets.dtype() != DType.INT64
                || !targets.shape().equals(Shape.of(logits.shape().dim(0)))) {
            throw new ShapeException("crossEntropy: expected logits [N, C] and INT64 targets [N] but received "
                    + logits.shape() + " and " + targets.dtype() + " " + targets.shape()
                    + ". Targets are class indices, one per row.");
        }
        long classes = logits.shape().dim(1);
        for (long t : targets.toLongArray()) {
            if (t < 0 || t >= classes) {
                throw new ShapeException(
                        "crossEntropy: expected targets 0 … " + (classes - 1) + " for logits " + logits.shape()
                                + " but received " + t + ". The model's outputs must equal the number of classes.");
            }
        }
    }
}
