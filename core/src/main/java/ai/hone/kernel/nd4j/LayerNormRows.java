package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.LayerNorm.Layout;
import ai.hone.kernel.nd4j.LayerNorm.Sweep;
import java.util.Arrays;

/**
 * Layer norm of FLOAT32 rows in loops that vectorise. As in {@link BatchNormRows} the mean is split into a float and a rest, so that rows far
 * from zero lose nothing in x − mean.
 */
final class LayerNormRows {
    /** How many rows are added up in float before they go to a double. */
    private static final int HELD = 16;

    /** Sums of at most this many floats are added one by one. */
    private static final int FEW = 16;

    private LayerNormRows() {}

    static void forward(
            Layout layout,
            Nd4jStorage x,
            Nd4jStorage weight,
            Nd4jStorage bias,
            double epsilon,
            Nd4jStorage y,
            Nd4jStorage mean,
            Nd4jStorage variance) {
        int width = layout.width();
        float[] weights = floats(weight);
        float[] biases = floats(bias);
        Parallel.run(layout.rows(), layout.leastRows(), (from, to, s) -> {
            float[] block = s.room(0, layout.roomFor());
            for (int row = from; row < to; row += layout.rowsAtOnce()) {
                int rows = layout.atOnce(row, to);
                x.read(row * width, block, 0, rows * width);
                for (int r = 0; r < rows; r++) {
                    normalise(block, r, weights, biases, epsilon, s);
                }
                y.write(row * width, block, 0, rows * width);
                mean.write(row, s.x, 0, rows);
                variance.write(row, s.y, 0, rows);
            }
        });
    }

    private static float[] floats(Nd4jStorage x) {
        float[] values = new float[x.size];
        x.read(0, values, 0, x.size);
        return values;
    }

    /** One row in place; its mean goes to s.x and its variance to s.y. */
    private static void normalise(float[] block, int row, float[] weight, float[] bias, double epsilon, Scratch s) {
        int width = weight.length;
        int at = row * width;
        float centre = (float) (sum(block, at, width, s) / width);
        centre(block, at, centre, width);
        double rest = sum(block, at, width, s) / width;
        double variance = Math.max(0, products(block, block, at, width, s) / width - rest * rest);
        double inverse = 1 / Math.sqrt(variance + epsilon);
        scale(block, at, (float) inverse, (float) (-rest * inverse), weight, bias, width);
        s.x[row] = centre + rest;
        s.y[row] = variance;
    }

    /** @param sums for each stretch of rows the gradients of the weight and then of the bias, zeros at first */
    static void backward(Sweep sweep, Nd4jStorage weight, Nd4jStorage dx, double[] sums) {
        float[] weights = floats(weight);
        Parallel.run(sweep.layout().stretches(), 1, (from, to, s) -> {
            for (int stretch = from; stretch < to; stretch++) {
                backward(sweep, stretch, weights, dx, sums, s);
            }
        });
    }

    private static void backward(Sweep sweep, int stretch, float[] weight, Nd4jStorage dx, double[] sums, Scratch s) {
        Layout layout = sweep.layout();
        int width = layout.width();
        int to = layout.start(stretch + 1);
        float[] g = s.room(0, layout.roomFor());
        float[] normal = s.room(1, layout.roomFor());
        float[] held = s.room(2, 2 * width);
        Arrays.fill(held, 0, 2 * width, 0);
        int count = 0;
        for (int row = layout.start(stretch); row < to; row += layout.rowsAtOnce()) {
            int rows = layout.atOnce(row, to);
            sweep.gradient().read(row * width, g, 0, rows * width);
            sweep.x().read(row * width, normal, 0, rows * width);
            sweep.readStatistics(row, rows, s);
            for (int r = 0; r < rows; r++) {
                backward(g, normal, r * width, s.x[r], s.y[r], weight, held, s);
                if (++count % HELD == 0) {
                    release(held, sums, stretch * 2 * width, 2 * width);
                }
            }
            dx.write(row * width, g, 0, rows * width);
        }
        release(held, sums, stretch * 2 * width, 2 * width);
    }

    /** One row: its gradient becomes that of x. */
    private static void backward(
            float[] g, float[] x, int at, double mean, double inverse, float[] weight, float[] held, Scratch s) {
        int width = weight.length;
        normalise(x, at, (float) mean, (float) inverse, width);
        addProducts(held, g, x, at, width);
        add(held, width, g, at, width);
        multiply(g, at, weight, width);
        float sum = (float) (sum(g, at, width, s) / width);
        float products = (float) (products(g, x, at, width, s) / width);
        combine(g, x, at, (float) inverse, sum, products, width);
    }

    /** Moves sums in float to sums in double. */
    private static void release(float[] held, double[] sums, int at, int count) {
        for (int i = 0; i < count; i++) {
            sums[at + i] += held[i];
        }
        Arrays.fill(held, 0, count, 0);
    }

    private static double sum(float[] a, int from, int count, Scratch s) {
        double sum = 0;
        for (int at = 0; at < count; at += Parallel.CHUNK) {
            int n = Math.min(Parallel.CHUNK, count - at);
            System.arraycopy(a, from + at, s.a, 0, n);
            sum += fold(s.a, n, s.b);
        }
        return sum;
    }

    private static double products(float[] a, float[] b, int from, int count, Scratch s) {
        double sum = 0;
        for (int at = 0; at < count; at += Parallel.CHUNK) {
            int n = Math.min(Parallel.CHUNK, count - at);
            multiply(a, b, from + at, s.a, n);
            sum += fold(s.a, n, s.b);
        }
        return sum;
    }

    /**
     * The sum, by adding the upper half to the lower until little is left, which errs less than adding one by one. The halves go through another
     * array, because a loop within one array does not vectorise. Destroys both.
     */
    private static double fold(float[] a, int count, float[] work) {
        int n = count;
        while (n > FEW) {
            int half = n / 2;
            System.arraycopy(a, n - half, work, 0, half);
            add(a, 0, work, 0, half);
            n -= half;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i];
        }
        return sum;
    }

    private static void multiply(float[] a, float[] b, int at, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[at + i] * b[at + i];
        }
    }

    private static void centre(float[] a, int at, float centre, int n) {
        for (int i = 0; i < n; i++) {
            a[at + i] -= centre;
        }
    }

    private static void scale(float[] a, int at, float scale, float offset, float[] weight, float[] bias, int n) {
        for (int i = 0; i < n; i++) {
            a[at + i] = (a[at + i] * scale + offset) * weight[i] + bias[i];
        }
    }

    private static void normalise(float[] x, int at, float mean, float inverse, int n) {
        for (int i = 0; i < n; i++) {
            x[at + i] = (x[at + i] - mean) * inverse;
        }
    }

    private static void addProducts(float[] sums, float[] a, float[] b, int at, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += a[at + i] * b[at + i];
        }
    }

    private static void add(float[] sums, int sumsAt, float[] a, int at, int n) {
        for (int i = 0; i < n; i++) {
            sums[sumsAt + i] += a[at + i];
        }
    }

    private static void multiply(float[] a, int at, float[] factors, int n) {
        for (int i = 0; i < n; i++) {
            a[at + i] *= factors[i];
        }
    }

    private static void combine(float[] h, float[] normal, int at, float inverse, float mean, float slope, int n) {
        for (int i = 0; i < n; i++) {
            h[at + i] = inverse * (h[at + i] - mean - normal[at + i] * slope);
        }
    }
}
