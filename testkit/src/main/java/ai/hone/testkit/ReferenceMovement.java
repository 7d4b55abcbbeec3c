package ai.hone.testkit;

import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Rearranging elements, one position at a time. */
final class ReferenceMovement {
    private ReferenceMovement() {}

    static double[] permute(double[] x, Shape shape, int[] axes) {
        long[] dims = new long[axes.length];
        Arrays.setAll(dims, i -> shape.dim(axes[i]));
        double[] out = new double[x.length];
        long[] source = new long[axes.length];
        Odometer.visit(Shape.of(dims), (flat, position) -> {
            for (int i = 0; i < axes.length; i++) {
                source[axes[i]] = position[i];
            }
            out[flat] = x[Odometer.flat(shape, source)];
        });
        return out;
    }

    static double[] broadcastTo(double[] x, Shape from, Shape to) {
        double[] out = new double[Math.toIntExact(to.size())];
        Odometer.visit(to, (flat, position) -> out[flat] = x[Odometer.broadcast(from, position)]);
        return out;
    }

    static double[] slice(double[] x, Shape shape, long[] begin, Shape size) {
        double[] out = new double[Math.toIntExact(size.size())];
        Odometer.visit(size, (flat, position) -> out[flat] = x[Odometer.flat(shape, sum(position, begin))]);
        return out;
    }

    static double[] padInto(double[] x, Shape shape, long[] begin, Shape into) {
        double[] out = new double[Math.toIntExact(into.size())];
        place(x, shape, begin, out, into);
        return out;
    }

    /** Writes x into out so that its first element lies at begin. */
    static void place(double[] x, Shape shape, long[] begin, double[] out, Shape into) {
        Odometer.visit(shape, (flat, position) -> out[Odometer.flat(into, sum(position, begin))] = x[flat]);
    }

    private static long[] sum(long[] a, long[] b) {
        long[] out = new long[a.length];
        Arrays.setAll(out, i -> a[i] + b[i]);
        return out;
    }

    /** [S…, …] for indices of shape S and rows [R, …]. */
    static Shape rowsOf(Shape indices, Shape x) {
        long[] dims = Arrays.copyOf(indices.dims(), indices.rank() + x.rank() - 1);
        System.arraycopy(x.dims(), 1, dims, indices.rank(), x.rank() - 1);
        return Shape.of(dims);
    }

    /** [rows, …] for a gradient [S…, …] with S of the given rank. */
    static Shape scattered(Shape gradient, int indexRank, long rows) {
        long[] dims = new long[gradient.rank() - indexRank + 1];
        dims[0] = rows;
        System.arraycopy(gradient.dims(), indexRank, dims, 1, dims.length - 1);
        return Shape.of(dims);
    }

    static double[] gather(double[] x, Shape shape, long[] indices) {
        int row = rowSize(shape);
        double[] out = new double[indices.length * row];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(x, Math.toIntExact(indices[i] * row), out, i * row, row);
        }
        return out;
    }

    static double[] scatterAdd(double[] gradient, long[] indices, Shape shape) {
        int row = rowSize(shape);
        double[] out = new double[Math.toIntExact(shape.size())];
        for (int i = 0; i < indices.length; i++) {
            for (int j = 0; j < row; j++) {
                out[Math.toIntExact(indices[i] * row + j)] += gradient[i * row + j];
            }
        }
        return out;
    }

    private static int rowSize(Shape shape) {
        long[] dims = shape.dims();
        return Math.toIntExact(Arrays.stream(dims, 1, dims.length).reduce(1, (a, b) -> a * b));
    }
}
