package ai.hone.tensor;

import ai.hone.tensor.op.BroadcastTo;
import ai.hone.tensor.op.GatherRows;
import ai.hone.tensor.op.Permute;
import ai.hone.tensor.op.Reshape;
import ai.hone.tensor.op.Slice;

/** Rearranging elements. */
public sealed interface Movement permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The same elements, row-major, in another shape; one dimension may be -1. */
    default Tensor reshape(long... dims) {
        return Reshape.reshape(self(), dims);
    }

    /** Joins all axes from the given one on: [N, C, H, W] flattened from 1 is [N, C·H·W]. */
    default Tensor flatten(int from) {
        Shape shape = self().shape();
        int axis = shape.axis(from);
        long[] dims = new long[axis + 1];
        long rest = 1;
        for (int i = 0; i < shape.rank(); i++) {
            if (i < axis) {
                dims[i] = shape.dim(i);
            } else {
                rest *= shape.dim(i);
            }
        }
        dims[axis] = rest;
        return reshape(dims);
    }

    /** Axis i of the result is axis axes[i] of this. */
    default Tensor permute(int... axes) {
        return Permute.permute(self(), axes);
    }

    /** The last two axes exchanged. */
    default Tensor transpose() {
        int rank = self().shape().rank();
        int[] axes = new int[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = i;
        }
        axes[rank - 2] = rank - 1;
        axes[rank - 1] = rank - 2;
        return permute(axes);
    }

    /** Elements from (included) to (excluded) along one axis. */
    default Tensor slice(int axis, long from, long to) {
        return Slice.slice(self(), axis, from, to);
    }

    default Tensor broadcastTo(long... dims) {
        return BroadcastTo.broadcastTo(self(), Shape.of(dims));
    }

    /** Rows of this [R, …] picked by INT64 indices of shape S: [S…, …]. */
    default Tensor gather(Tensor indices) {
        return GatherRows.gatherRows(self(), indices);
    }
}
