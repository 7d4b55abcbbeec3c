package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Reductions and products, one loop each. */
final class ReferenceReduction {
    private ReferenceReduction() {}

    static double[] reduce(Kernels.Reduction function, double[] x, Shape shape, int[] axes) {
        Shape kept = shape.reduced(axes, true);
        double[] out = new double[Math.toIntExact(kept.size())];
        Arrays.fill(
                out,
                switch (function) {
                    case SUM, MEAN -> 0;
                    case MAX -> Double.NEGATIVE_INFINITY;
                    case MIN -> Double.POSITIVE_INFINITY;
                });
        Odometer.visit(shape, (flat, position) -> {
            int to = Odometer.broadcast(kept, position);
            out[to] = switch (function) {
                case SUM, MEAN -> out[to] + x[flat];
                case MAX -> Math.max(out[to], x[flat]);
                case MIN -> Math.min(out[to], x[flat]);
            };
        });
        if (function == Kernels.Reduction.MEAN) {
            double count = (double) shape.size() / kept.size();
            Arrays.setAll(out, i -> out[i] / count);
        }
        return out;
    }

    static double[] argMax(double[] x, Shape shape, int axis) {
        Shape kept = shape.with(axis, 1);
        double[] best = new double[Math.toIntExact(kept.size())];
        double[] index = new double[best.length];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        Odometer.visit(shape, (flat, position) -> {
            int to = Odometer.broadcast(kept, position);
            if (x[flat] > best[to]) {
                best[to] = x[flat];
                index[to] = position[axis];
            }
        });
        return index;
    }

    static HeapStorage matmul(
            ReferenceKernels kernels,
            double[] a,
            Shape aShape,
            boolean transposeA,
            double[] b,
            Shape bShape,
            boolean transposeB,
            DType dtype) {
        boolean batched = aShape.rank() == 3;
        int batches = batched ? Math.toIntExact(aShape.dim(0)) : 1;
        int m = Math.toIntExact(aShape.dim(transposeA ? -1 : -2));
        int inner = Math.toIntExact(aShape.dim(transposeA ? -2 : -1));
        int n = Math.toIntExact(bShape.dim(transposeB ? -2 : -1));
        double[] out = new double[batches * m * n];
        for (int batch = 0; batch < batches; batch++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int k = 0; k < inner; k++) {
                        double left = a[batch * m * inner + (transposeA ? k * m + i : i * inner + k)];
                        double right = b[batch * inner * n + (transposeB ? j * inner + k : k * n + j)];
                        sum += left * right;
                    }
                    out[(batch * m + i) * n + j] = sum;
                }
            }
        }
        return kernels.make(out, batched ? Shape.of(batches, m, n) : Shape.of(m, n), dtype);
    }
}
