package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.DType;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** Rows picked by index, as in an embedding; the gradient is added up row by row. */
public final class GatherRows {
    private GatherRows() {}

    /** @param x [R, …]
     *  @param indices INT64 of shape S, each 0 … R-1
     *  @return [S…, …] */
    public static Tensor gatherRows(Tensor x, Tensor indices) {
        check(x, indices);
        long rows = x.shape().dim(0);
        Tensor kept = Autograd.retain(indices);
        return Autograd.record(
                "gatherRows",
                Autograd.Reads.NOTHING,
                x.kernels().gatherRows(x.storage(), indices.storage()),
                x,
                (g, y) -> scatter(g, kept, rows));
    }

    private static Tensor scatter(Tensor g, Tensor indices, long rows) {
        return Operands.constant("scatterAddRows", g.kernels().scatterAddRows(g.storage(), indices.storage(), rows));
    }

    private static void check(Tensor x, Tensor indices) {
        if (x.shape().rank() == 0 || indices.dtype() != DType.INT64) {
            throw new ShapeException("gather: expected a table [R, …] and INT64 indices but received " + x.shape()
                    + " and " + indices.dtype() + ".");
        }
        for (long i : indices.toLongArray()) {
            if (i < 0 || i >= x.shape().dim(0)) {
                throw new ShapeException("gather: expected indices 0 … "
                        + (x.shape().dim(0) - 1) + " for " + x.shape() + " but received " + i + ".");
            }
        }
    }
}
