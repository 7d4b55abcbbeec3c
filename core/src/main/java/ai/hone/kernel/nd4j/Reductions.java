package ai.hone.kernel.nd4j;

import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Shape;
import java.util.Arrays;

/**
 * Sums, means and extremes along axes, accumulated in float64. Work is cut at fixed places, so that the result does not
 * depend on the number of threads.
 */
final class Reductions {
    private static final int BLOCK = 16 * Parallel.CHUNK;

    private final Reduction function;
    private final Nd4jStorage x;
    private final double[] result;

    /** Dimensions with neighbours of the same kind merged, and whether each is reduced; kinds alternate. */
    private final int[] dims;

    private final boolean[] reduced;
    private final int[] strides;
    private final int[] outStrides;

    private Reductions(Reduction function, Nd4jStorage x, int[] axes, int outSize) {
        this.function = function;
        this.x = x;
        result = new double[outSize];
        Arrays.fill(result, start());
        Shape shape = x.shape();
        int[] d = new int[shape.rank() + 2];
        boolean[] r = new boolean[d.length];
        int n = 0;
        for (int i = 0; i < shape.rank(); i++) {
            boolean gone = Arrays.binarySearch(axes, i) >= 0;
            int size = (int) shape.dim(i);
            if (size == 1) {
                continue;
            }
            if (n > 0 && r[n - 1] == gone) {
                d[n - 1] *= size;
            } else {
                d[n] = size;
                r[n++] = gone;
            }
        }
        while (n < 2) {
            // A leading dimension of 1 of the other kind brings everything to at least two dimensions.
            System.arraycopy(d, 0, d, 1, n);
            System.arraycopy(r, 0, r, 1, n);
            d[0] = 1;
            r[0] = n > 0 && !r[1];
            n++;
        }
        dims = Arrays.copyOf(d, n);
        reduced = Arrays.copyOf(r, n);
        strides = new int[n];
        outStrides = new int[n];
        int stride = 1;
        int outStride = 1;
        for (int i = n - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
            if (!reduced[i]) {
                outStrides[i] = outStride;
                outStride *= dims[i];
            }
        }
    }

    static void reduce(Reduction function, Nd4jStorage x, int[] axes, Nd4jStorage y) {
        Reductions work = new Reductions(function, x, axes, y.size);
        if (x.size > 0) {
            work.walk(0, 0, 0);
        }
        if (function == Reduction.MEAN) {
            double count = (double) x.size / Math.max(1, y.size);
            for (int i = 0; i < work.result.length; i++) {
                work.result[i] /= count;
            }
        }
        y.write(0, work.result, 0, y.size);
    }

    private double start() {
        return switch (function) {
            case SUM, MEAN -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    private double join(double a, double b) {
        return switch (function) {
            case SUM, MEAN -> a + b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    private void walk(int level, int at, int out) {
        int rest = dims.length - level;
        if (rest > 2) {
            for (int i = 0; i < dims[level]; i++) {
                walk(level + 1, at + i * strides[level], out + i * outStrides[level]);
            }
        } else if (reduced[level + 1] && !reduced[level] && dims[level] > 1) {
            keptRows(at, out, dims[level], dims[level + 1]);
        } else if (reduced[level + 1]) {
            result[out] = join(result[out], total(at, dims[level] * dims[level + 1]));
        } else {
            reducedRows(at, out, dims[level], dims[level + 1]);
        }
    }

    /** Each of the rows becomes one number. */
    private void keptRows(int at, int out, int rows, int width) {
        Parallel.run(rows, Math.max(1, BLOCK / width), (from, to, s) -> {
            int batch = Math.max(1, Parallel.CHUNK / width);
            for (int r = from; r < to; r += batch) {
                int n = Math.min(batch, to - r);
                if (width > Parallel.CHUNK) {
                    result[out + r] = join(result[out + r], part(at + r * width, width, s));
                    continue;
                }
                load(at + r * width, n * width, s);
                for (int i = 0; i < n; i++) {
                    result[out + r + i] = join(result[out + r + i], fold(s, i * width, width));
                }
            }
        });
    }

    /** All rows are joined, column by column. */
    private void reducedRows(int at, int out, int rows, int width) {
        if (width > Parallel.CHUNK) {
            Parallel.run(width, Math.max(Parallel.CHUNK, BLOCK / rows), (from, to, s) -> {
                for (int c = from; c < to; c += Parallel.CHUNK) {
                    int n = Math.min(Parallel.CHUNK, to - c);
                    for (int r = 0; r < rows; r++) {
                        load(at + r * width + c, n, s);
                        joinColumns(s, 0, n, result, out + c);
                    }
                }
            });
            return;
        }
        int batch = Parallel.CHUNK / width;
        int blockRows = batch * Math.max(1, BLOCK / (batch * width));
        int blocks = (rows + blockRows - 1) / blockRows;
        double[][] partial = new double[blocks][];
        Parallel.run(blocks, 1, (from, to, s) -> {
            for (int b = from; b < to; b++) {
                double[] sums = new double[width];
                Arrays.fill(sums, start());
                int end = Math.min(rows, (b + 1) * blockRows);
                for (int r = b * blockRows; r < end; r += batch) {
                    int n = Math.min(batch, end - r);
                    load(at + r * width, n * width, s);
                    for (int i = 0; i < n; i++) {
                        joinColumns(s, i * width, width, sums, 0);
                    }
                }
                partial[b] = sums;
            }
        });
        for (double[] sums : partial) {
            for (int c = 0; c < width; c++) {
                result[out + c] = join(result[out + c], sums[c]);
            }
        }
    }

    private double total(int at, int count) {
        int blocks = (count + BLOCK - 1) / BLOCK;
        double[] partial = new double[blocks];
        Parallel.run(blocks, 1, (from, to, s) -> {
            for (int b = from; b < to; b++) {
                int start = b * BLOCK;
                partial[b] = part(at + start, Math.min(BLOCK, count - start), s);
            }
        });
        double all = start();
        for (double p : partial) {
            all = join(all, p);
        }
        return all;
    }

    private double part(int at, int count, Scratch s) {
        double all = start();
        for (int i = 0; i < count; i += Parallel.CHUNK) {
            int n = Math.min(Parallel.CHUNK, count - i);
            load(at + i, n, s);
            all = join(all, fold(s, 0, n));
        }
        return all;
    }

    private void load(int at, int count, Scratch s) {
        if (x.isFloat()) {
            x.read(at, s.a, 0, count);
        } else {
            x.read(at, s.x, 0, count);
        }
    }

    private double fold(Scratch s, int from, int count) {
        if (function == Reduction.SUM || function == Reduction.MEAN) {
            return x.isFloat() ? Sums.sum(s.a, from, count) : Sums.sum(s.x, from, count);
        }
        double all = start();
        for (int i = from; i < from + count; i++) {
            all = join(all, x.isFloat() ? s.a[i] : s.x[i]);
        }
        return all;
    }

    private void joinColumns(Scratch s, int from, int count, double[] sums, int at) {
        if (x.isFloat() && (function == Reduction.SUM || function == Reduction.MEAN)) {
            for (int i = 0; i < count; i++) {
                sums[at + i] += s.a[from + i];
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            sums[at + i] = join(sums[at + i], x.isFloat() ? s.a[from + i] : s.x[from + i]);
        }
    }

    static void argMax(Nd4jStorage x, int axis, Nd4jStorage y) {
        int n = (int) x.shape().dim(axis);
        int inner = 1;
        for (int i = axis + 1; i < x.shape().rank(); i++) {
            inner *= (int) x.shape().dim(i);
        }
        int step = inner;
        Parallel.run(y.size, Math.max(1, BLOCK / Math.max(1, n)), (from, to, s) -> {
            double[] one = new double[1];
            for (int o = from; o < to; o++) {
                int at = o / step * n * step + o % step;
                int best = 0;
                double top = Double.NaN;
                for (int i = 0; i < n; i++) {
                    x.read(at + i * step, one, 0, 1);
                    if (i == 0 || one[0] > top || (Double.isNaN(one[0]) && !Double.isNaN(top))) {
                        top = one[0];
                        best = i;
                    }
                }
                y.block.longs.put(y.offset + o, best);
            }
        });
    }
}
