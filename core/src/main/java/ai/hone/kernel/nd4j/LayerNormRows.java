package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.LayerNorm.Layout;
import ai.hone.kernel.nd4j.LayerNorm.Sweep;
import java.util.Arrays;

/**
 * Layer norm of FLOAT32 rows. As in {@link BatchNormRows} the mean is split into a float and a rest, so that rows far from zero lose nothing in
 * x − mean. Several rows are read at once, and each is copied to an array's beginning: loops over several arrays vectorise only if all of them
 * start there.
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
            float[] one = layout.rowsAtOnce() == 1 ? block : s.c;
            for (int row = from; row < to; row += layout.rowsAtOnce()) {
                int rows = layout.atOnce(row, to);
                x.read(row * width, block, 0, rows * width);
                for (int r = 0; r < rows; r++) {
                    move(block, r * width, one, 0, width);
                    normalise(one, r, weights, biases, epsilon, s);
                    move(one, 0, block, r * width, width);
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

    private static void move(float[] from, int fromAt, float[] to, int toAt, int width) {
        if (from != to) {
            System.arraycopy(from, fromAt, to, toAt, width);
        }
    }

    /** One row in place; its mean goes to s.x and its variance to s.y. */
    private static void normalise(float[] x, int row, float[] weight, float[] bias, double epsilon, Scratch s) {
        int width = weight.length;
        float centre = (float) (sum(x, width, s) / width);
        scale(x, centre, 1, width);
        double rest = sum(x, width, s) / width;
        double variance = Math.max(0, products(x, x, width, s) / width - rest * rest);
        double inverse = 1 / Math.sqrt(variance + epsilon);
        affine(x, (float) inverse, (float) (-rest * inverse), weight, bias, width);
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
        float[] gradients = s.room(0, layout.roomFor());
        float[] xs = s.room(1, layout.roomFor());
        float[] g = layout.rowsAtOnce() == 1 ? gradients : s.c;
        float[] x = layout.rowsAtOnce() == 1 ? xs : s.d;
        float[] weightSums = s.room(2, width);
        float[] biasSums = s.room(3, width);
        Arrays.fill(weightSums, 0, width, 0);
        Arrays.fill(biasSums, 0, width, 0);
        int count = 0;
        for (int row = layout.start(stretch); row < to; row += layout.rowsAtOnce()) {
            int rows = layout.atOnce(row, to);
            sweep.gradient().read(row * width, gradients, 0, rows * width);
            sweep.x().read(row * width, xs, 0, rows * width);
            sweep.readStatistics(row, rows, s);
            for (int r = 0; r < rows; r++) {
                move(gradients, r * width, g, 0, width);
                move(xs, r * width, x, 0, width);
                scale(x, (float) s.x[r], (float) s.y[r], width);
                addProducts(weightSums, g, x, width);
                add(biasSums, g, width);
                backward(g, x, (float) s.y[r], weight, s);
                move(g, 0, gradients, r * width, width);
                if (++count % HELD == 0) {
                    release(weightSums, sums, stretch * 2 * width, width);
                    release(biasSums, sums, (stretch * 2 + 1) * width, width);
                }
            }
            dx.write(row * width, gradients, 0, rows * width);
        }
        release(weightSums, sums, stretch * 2 * width, width);
        release(biasSums, sums, (stretch * 2 + 1) * width, width);
    }

    /** The gradient g of a row becomes that of x, whose normalised values are given. */
    private static void backward(float[] g, float[] normal, float inverse, float[] weight, Scratch s) {
        int width = weight.length;
        multiply(g, weight, width);
        float mean = (float) (sum(g, width, s) / width);
        float slope = (float) (products(g, normal, width, s) / width);
        combine(g, normal, inverse, mean, slope, width);
    }

    /** Moves sums in float to sums in double. */
    private static void release(float[] held, double[] sums, int at, int width) {
        for (int i = 0; i < width; i++) {
            sums[at + i] += held[i];
        }
        Arrays.fill(held, 0, width, 0);
    }

    private static double sum(float[] a, int count, Scratch s) {
        double sum = 0;
        for (int at = 0; at < count; at += Parallel.CHUNK) {
            int n = Math.min(Parallel.CHUNK, count - at);
            System.arraycopy(a, at, s.a, 0, n);
            sum += fold(s.a, n, s.b);
        }
        return sum;
    }

    private static double products(float[] a, float[] b, int count, Scratch s) {
        double sum = 0;
        for (int at = 0; at < count; at += Parallel.CHUNK) {
            int n = Math.min(Parallel.CHUNK, count - at);
            System.arraycopy(a, at, s.a, 0, n);
            System.arraycopy(b, at, s.b, 0, n);
            multiply(s.a, s.b, n);
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
            add(a, work, half);
            n -= half;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i];
        }
        return sum;
    }

    private static void scale(float[] x, float centre, float factor, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = (x[i] - centre) * factor;
        }
    }

    private static void affine(float[] a, float scale, float offset, float[] weight, float[] bias, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = (a[i] * scale + offset) * weight[i] + bias[i];
        }
    }

    private static void add(float[] sums, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += a[i];
        }
    }

    private static void addProducts(float[] sums, float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += a[i] * b[i];
        }
    }

    private static void multiply(float[] a, float[] factors, int n) {
        for (int i = 0; i < n; i++) {
            a[i] *= factors[i];
        }
    }

    private static void combine(float[] h, float[] normal, float inverse, float mean, float slope, int n) {
        for (int i = 0; i < n; i++) {
            h[i] = inverse * (h[i] - mean - normal[i] * slope);
        }
    }
}
