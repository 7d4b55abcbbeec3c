package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.NativeOp.Operand;
import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Convolution of one group in FLOAT32 as matrix products over {@link Unfold}, a few pictures at a time. */
final class UnfoldedConvolution {
    /** 16 MiB: larger pieces fall out of cache, smaller ones switch too often between Java's threads and OpenMP's. */
    private static final int COLUMN_ELEMENTS = 1 << 22;

    private final Nd4jKernels kernels;
    private final NativeOp ops;

    UnfoldedConvolution(Nd4jKernels kernels, NativeOp ops) {
        this.kernels = kernels;
        this.ops = ops;
    }

    void forward(Nd4jStorage x, Nd4jStorage weight, @Nullable Nd4jStorage bias, Nd4jStorage y, Geometry g) {
        Unfold unfold = new Unfold(x.shape(), g);
        int batch = (int) x.shape().dim(0);
        int out = (int) weight.shape().dim(0);
        int step = pictures(unfold, batch);
        for (int first = 0; first < batch; first += step) {
            int count = Math.min(step, batch - first);
            Nd4jStorage columns = columns(unfold, count);
            Nd4jStorage product = kernels.empty(Shape.of(out, (long) count * unfold.places()), y.dtype());
            unfold.unfold(x, first, count, columns);
            ops.matmul(flat(weight), false, Operand.of(columns), false, Operand.of(product), false);
            swap(product, 0, out, count, y, first * out * unfold.places(), unfold.places());
            columns.release();
            product.release();
        }
        if (bias != null) {
            addBias(y, bias);
        }
    }

    void backwardInput(Nd4jStorage gradient, Nd4jStorage weight, Nd4jStorage dx, Geometry g) {
        Unfold unfold = new Unfold(dx.shape(), g);
        int batch = (int) dx.shape().dim(0);
        int step = pictures(unfold, batch);
        for (int first = 0; first < batch; first += step) {
            int count = Math.min(step, batch - first);
            Nd4jStorage rows = rows(gradient, first, count, unfold.places());
            Nd4jStorage columns = columns(unfold, count);
            ops.matmul(flat(weight), true, Operand.of(rows), false, Operand.of(columns), false);
            unfold.fold(columns, first, count, dx);
            rows.release();
            columns.release();
        }
    }

    /** Computed transposed, [in·kH·kW, out], because a product with long rows transposed on the right is up to three times slower. */
    void backwardWeight(Nd4jStorage gradient, Nd4jStorage x, Nd4jStorage dw, Geometry g) {
        Unfold unfold = new Unfold(x.shape(), g);
        int batch = (int) x.shape().dim(0);
        int out = (int) dw.shape().dim(0);
        int step = pictures(unfold, batch);
        Nd4jStorage transposed = kernels.empty(Shape.of(unfold.rows(), out), dw.dtype());
        for (int first = 0; first < batch; first += step) {
            int count = Math.min(step, batch - first);
            Nd4jStorage places = places(gradient, first, count, unfold.places());
            Nd4jStorage columns = columns(unfold, count);
            unfold.unfold(x, first, count, columns);
            ops.matmul(Operand.of(columns), false, Operand.of(places), false, Operand.of(transposed), first > 0);
            places.release();
            columns.release();
        }
        int[] dims = {out, unfold.rows()};
        Strided.copy(transposed, 0, new int[] {1, out}, dw, 0, new int[] {unfold.rows(), 1}, dims);
        transposed.release();
    }

    private static int pictures(Unfold unfold, int batch) {
        long one = (long) unfold.rows() * unfold.places();
        return (int) Math.max(1, Math.min(batch, COLUMN_ELEMENTS / Math.max(1, one)));
    }

    private Nd4jStorage columns(Unfold unfold, int count) {
        return kernels.empty(Shape.of(unfold.rows(), (long) count * unfold.places()), DType.FLOAT32);
    }

    /** Weights [out, in, kH, kW] as the matrix [out, in·kH·kW]. */
    private static Operand flat(Nd4jStorage weight) {
        long out = weight.shape().dim(0);
        return new Operand(weight, Shape.of(out, weight.size / out));
    }

    /** Pictures of a gradient [N, out, …] as the matrix [out, count·places]. */
    private Nd4jStorage rows(Nd4jStorage gradient, int first, int count, int places) {
        int out = (int) gradient.shape().dim(1);
        Shape shape = Shape.of(out, (long) count * places);
        if (count == 1) {
            return gradient.view(first * out * places, shape);
        }
        Nd4jStorage rows = kernels.empty(shape, gradient.dtype());
        swap(gradient, first * out * places, count, out, rows, 0, places);
        return rows;
    }

    /** Pictures of a gradient [N, out, …] as the matrix [count·places, out]. */
    private Nd4jStorage places(Nd4jStorage gradient, int first, int count, int places) {
        int out = (int) gradient.shape().dim(1);
        Nd4jStorage y = kernels.empty(Shape.of((long) count * places, out), gradient.dtype());
        Strided.copy(
                gradient,
                first * out * places,
                new int[] {out * places, 1, places},
                y,
                0,
                new int[] {out * places, out, 1},
                new int[] {count, places, out});
        return y;
    }

    /** Runs of the given length as a matrix [a, b], transposed. */
    private static void swap(Nd4jStorage from, int fromAt, int a, int b, Nd4jStorage to, int toAt, int run) {
        Strided.copy(
                from, fromAt, new int[] {b * run, run, 1}, to, toAt, new int[] {run, a * run, 1}, new int[] {a, b, run
                });
    }

    private static void addBias(Nd4jStorage y, Nd4jStorage bias) {
        int out = (int) y.shape().dim(1);
        int run = y.size / out / (int) y.shape().dim(0);
        Parallel.chunks(y.size, (from, to, s) -> {
            int n = to - from;
            y.read(from, s.a, 0, n);
            for (int done = 0; done < n; ) {
                int end = Math.min(n, done + run - (from + done) % run);
                float offset = bias.floatAt((from + done) / run % out);
                for (; done < end; done++) {
                    s.a[done] += offset;
                }
            }
            y.write(from, s.a, 0, n);
        });
    }
}
