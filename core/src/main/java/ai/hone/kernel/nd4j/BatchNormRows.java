package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.BatchNorm.Layout;
import ai.hone.kernel.nd4j.BatchNorm.Sweep;
import java.util.Arrays;

/**
 * Batch norm of FLOAT32 rows [N, C], several rows at a time in loops that vectorise: what belongs to a channel is written out once per row.
 * As in {@link BatchNormRuns} the mean is split into a float and a rest, so that channels far from zero lose nothing in x − mean.
 */
final class BatchNormRows {
    /** How many rows, or sums of rows, are added up in float before they go to a double. */
    private static final int HELD = 16;

    private BatchNormRows() {}

    /** Channels from … to-1 of some rows at a time, so few that the first cache level holds all that a loop reads, on one thread. */
    private record Part(int channels, int from, int width, int rowsAtOnce) {
        static Part of(Layout layout, int from, int to) {
            return new Part(layout.channels(), from, to - from, Math.max(1, Parallel.CHUNK / 4 / (to - from)));
        }

        void load(Nd4jStorage x, int row, int rows, float[] to) {
            if (width == channels) {
                x.read(row * channels, to, 0, rows * width);
                return;
            }
            for (int r = 0; r < rows; r++) {
                x.read((row + r) * channels + from, to, r * width, width);
            }
        }

        void store(Nd4jStorage x, int row, int rows, float[] values) {
            if (width == channels) {
                x.write(row * channels, values, 0, rows * width);
                return;
            }
            for (int r = 0; r < rows; r++) {
                x.write((row + r) * channels + from, values, r * width, width);
            }
        }

        /** The values of this part's channels, once for each row that is handled at once. */
        void spread(double[] values, float[] to) {
            for (int c = 0; c < width; c++) {
                to[c] = (float) values[from + c];
            }
            Sums.repeat(to, width, rowsAtOnce);
        }

        /** Adds column sums of the rows that are handled at once to the sums, and makes the rows zeros. */
        void gather(float[] values, float[] work, double[] sums) {
            Sums.rows(values, rowsAtOnce, width, work);
            for (int c = 0; c < width; c++) {
                sums[from + c] += values[c];
            }
            clear(values);
        }

        void clear(float[] values) {
            Arrays.fill(values, 0, rowsAtOnce * width, 0);
        }

        /** Whether floats have gathered enough by the given row, or all that there is. */
        boolean full(int row, int batch) {
            return row + rowsAtOnce >= batch || row / rowsAtOnce % HELD == HELD - 1;
        }
    }

    static void statistics(Layout layout, Nd4jStorage x, double[] mean, double[] variance) {
        int batch = layout.batch();
        Parallel.run(layout.channels(), layout.leastChannels(), (from, to, s) -> {
            Part part = Part.of(layout, from, to);
            int step = part.rowsAtOnce;
            part.clear(s.c);
            part.clear(s.d);
            for (int r = 0; r < batch; r += step) {
                int rows = Math.min(step, batch - r);
                part.load(x, r, rows, s.a);
                add(s.a, s.c, rows * part.width);
                if (part.full(r, batch)) {
                    part.gather(s.c, s.b, mean);
                }
            }
            for (int c = from; c < to; c++) {
                mean[c] /= batch;
            }
            float[] centre = s.e;
            part.spread(mean, centre);
            double[] rest = s.x;
            Arrays.fill(rest, from, to, 0);
            for (int r = 0; r < batch; r += step) {
                int rows = Math.min(step, batch - r);
                part.load(x, r, rows, s.a);
                addDeviations(s.a, centre, s.c, s.d, rows * part.width);
                if (part.full(r, batch)) {
                    part.gather(s.c, s.b, rest);
                    part.gather(s.d, s.b, variance);
                }
            }
            for (int c = from; c < to; c++) {
                double r = rest[c] / batch;
                mean[c] = (float) mean[c] + r;
                variance[c] = Math.max(0, variance[c] / batch - r * r);
            }
        });
    }

    static void normalise(
            Layout layout, Nd4jStorage x, double[] mean, double[] scale, double[] bias, boolean relu, Nd4jStorage y) {
        Parallel.run(layout.channels(), layout.leastChannels(), (from, to, s) -> {
            Part part = Part.of(layout, from, to);
            double[] offset = s.x;
            for (int c = from; c < to; c++) {
                offset[c] = bias[c] - (mean[c] - (float) mean[c]) * scale[c];
            }
            part.spread(mean, s.b);
            part.spread(scale, s.c);
            part.spread(offset, s.d);
            for (int r = 0; r < layout.batch(); r += part.rowsAtOnce) {
                int rows = Math.min(part.rowsAtOnce, layout.batch() - r);
                part.load(x, r, rows, s.a);
                scale(s.a, s.b, s.c, s.d, rows * part.width);
                if (relu) {
                    clip(s.a, rows * part.width);
                }
                part.store(y, r, rows, s.a);
            }
        });
    }

    static void backward(Sweep sweep, Nd4jStorage dx) {
        Layout layout = sweep.layout();
        int batch = layout.batch();
        Parallel.run(layout.channels(), layout.leastChannels(), (from, to, s) -> {
            Part part = Part.of(layout, from, to);
            int step = part.rowsAtOnce;
            double[] sum = sweep.biasGradient();
            double[] products = sweep.weightGradient();
            float[] centre = s.e;
            part.spread(sweep.mean(), centre);
            float[] sums = s.d;
            float[] productSums = s.f;
            part.clear(sums);
            part.clear(productSums);
            for (int r = 0; r < batch; r += step) {
                int rows = Math.min(step, batch - r);
                loadGradient(part, sweep, r, rows, s);
                part.load(sweep.x(), r, rows, s.b);
                addProducts(s.a, s.b, centre, sums, productSums, rows * part.width);
                if (part.full(r, batch)) {
                    part.gather(sums, s.c, sum);
                    part.gather(productSums, s.c, products);
                }
            }
            double[] factor = s.x;
            double[] slope = s.y;
            double[] constant = s.z;
            for (int c = from; c < to; c++) {
                double inverse = sweep.inverse()[c];
                double offCentre = sweep.mean()[c] - (float) sweep.mean()[c];
                products[c] = (products[c] - offCentre * sum[c]) * inverse;
                factor[c] = sweep.weight()[c] * inverse;
                slope[c] = factor[c] * inverse * products[c] / batch;
                constant[c] = offCentre * slope[c] - factor[c] * sum[c] / batch;
            }
            float[] factors = s.f;
            float[] slopes = s.g;
            float[] constants = s.d;
            part.spread(factor, factors);
            part.spread(slope, slopes);
            part.spread(constant, constants);
            for (int r = 0; r < batch; r += step) {
                int rows = Math.min(step, batch - r);
                loadGradient(part, sweep, r, rows, s);
                part.load(sweep.x(), r, rows, s.b);
                combine(s.a, s.b, centre, factors, slopes, constants, rows * part.width);
                part.store(dx, r, rows, s.a);
            }
        });
    }

    /** The gradient, 0 where the ReLU clipped, in s.a. */
    private static void loadGradient(Part part, Sweep sweep, int row, int rows, Scratch s) {
        part.load(sweep.gradient(), row, rows, s.a);
        if (sweep.relu()) {
            part.load(sweep.y(), row, rows, s.c);
            FloatMath.reluBackward(s.a, s.c, s.a, rows * part.width);
        }
    }

    private static void add(float[] a, float[] sums, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += a[i];
        }
    }

    private static void addDeviations(float[] a, float[] means, float[] sums, float[] squares, int n) {
        for (int i = 0; i < n; i++) {
            float d = a[i] - means[i];
            sums[i] += d;
            squares[i] += d * d;
        }
    }

    private static void scale(float[] a, float[] means, float[] scales, float[] offsets, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = (a[i] - means[i]) * scales[i] + offsets[i];
        }
    }

    private static void clip(float[] a, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.max(a[i], 0);
        }
    }

    private static void addProducts(float[] g, float[] x, float[] means, float[] sums, float[] products, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += g[i];
            products[i] += g[i] * (x[i] - means[i]);
        }
    }

    private static void combine(
            float[] g, float[] x, float[] means, float[] factors, float[] slopes, float[] constants, int n) {
        for (int i = 0; i < n; i++) {
            g[i] = factors[i] * g[i] - slopes[i] * (x[i] - means[i]) + constants[i];
        }
    }
}
