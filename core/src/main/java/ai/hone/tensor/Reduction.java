package ai.hone.tensor;

import ai.hone.tensor.op.LogSoftmax;
import ai.hone.tensor.op.MatMul;
import ai.hone.tensor.op.Max;
import ai.hone.tensor.op.Mean;
import ai.hone.tensor.op.Softmax;
import ai.hone.tensor.op.Sum;

/** Folding axes: sums, means, largest values, products of matrices. No axes given means all of them. */
public sealed interface Reduction permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor sum(int... axes) {
        return Sum.sum(self(), false, axes);
    }

    default Tensor mean(int... axes) {
        return Mean.mean(self(), false, axes);
    }

    /** The largest value over the axes; its gradient is shared by equal largest elements. */
    default Tensor max(int... axes) {
        return Max.max(self(), false, axes);
    }

    /** Index of the largest element along an axis, the first one on ties, as INT64 without that axis. */
    default Tensor argMax(int axis) {
        Tensor x = self();
        if (x.shape().dim(axis) == 0) {
            throw new ShapeException(
                    "argMax: expected at least one element along axis " + axis + " but received " + x.shape() + ".");
        }
        return new Tensor(x.kernels().argMax(x.storage(), x.shape().axis(axis)), "argMax", null);
    }

    /** Matrix product: [M, K]·[K, N] or, batch by batch, [B, M, K]·[B, K, N]. */
    default Tensor matmul(Tensor other) {
        return MatMul.matmul(self(), other);
    }

    default Tensor softmax(int axis) {
        return Softmax.softmax(self(), axis);
    }

    default Tensor logSoftmax(int axis) {
        return LogSoftmax.logSoftmax(self(), axis);
    }
}
