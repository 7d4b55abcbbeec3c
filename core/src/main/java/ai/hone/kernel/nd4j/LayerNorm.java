package ai.hone.kernel.nd4j;

/** Layer norm over the last axis, several rows at a time: FLOAT32 through {@link LayerNormRows}, which vectorises, FLOAT64 in plain loops. */
final class LayerNorm {
    /** Into how many stretches of rows the gradients of weight and bias are summed at most, however many threads there are. */
    private static final int MOST_STRETCHES = 16;

    /** The axes of x that matter, and how many rows are worked on at once. */
    record Layout(int rows, int width, int rowsAtOnce) {
        static Layout of(Nd4jStorage x) {
            int width = (int) x.shape().dim(-1);
            return new Layout(x.size / width, width, Math.max(1, Parallel.CHUNK / width));
        }

        /** Rows for one task, so that waking a thread pays. */
        int leastRows() {
            return Math.max(1, 8 * Parallel.CHUNK / width);
        }

        /** Depends on the array only, so that results do not depend on the number of threads. */
        int stretches() {
            return Math.max(1, Math.min(MOST_STRETCHES, rows / leastRows()));
        }

        int start(int stretch) {
            return (int) ((long) rows * stretch / stretches());
        }

        int atOnce(int row, int to) {
            return Math.min(rowsAtOnce, to - row);
        }

        int roomFor() {
            return rowsAtOnce * width;
        }
    }

    /** What the backward loops read. */
    record Sweep(
            Layout layout,
            Nd4jStorage gradient,
            Nd4jStorage x,
            Nd4jStorage mean,
            Nd4jStorage variance,
            double epsilon) {
        /** The mean of each of some rows in s.x and 1/σ in s.y. */
        void readStatistics(int row, int rows, Scratch s) {
            mean.read(row, s.x, 0, rows);
            variance.read(row, s.y, 0, rows);
            for (int r = 0; r < rows; r++) {
                s.y[r] = 1 / Math.sqrt(s.y[r] + epsilon);
            }
        }
    }

    private LayerNorm() {}

    static void forward(
            Nd4jStorage x,
            Nd4jStorage weight,
            Nd4jStorage bias,
            double epsilon,
            Nd4jStorage y,
            Nd4jStorage mean,
            Nd4jStorage variance) {
        Layout layout = Layout.of(x);
        if (x.isFloat()) {
            LayerNormRows.forward(layout, x, weight, bias, epsilon, y, mean, variance);
            return;
        }
        double[] weights = weight.doubles();
        double[] biases = bias.doubles();
        Parallel.run(layout.rows, layout.leastRows(), (from, to, s) -> {
            double[] block = s.wideRoom(0, layout.roomFor());
            for (int row = from; row < to; row += layout.rowsAtOnce) {
                int rows = layout.atOnce(row, to);
                x.read(row * layout.width, block, 0, rows * layout.width);
                for (int r = 0; r < rows; r++) {
                    normalise(block, r, weights, biases, epsilon, s);
                }
                y.write(row * layout.width, block, 0, rows * layout.width);
                mean.write(row, s.x, 0, rows);
                variance.write(row, s.y, 0, rows);
            }
        });
    }

    /** One row in place; its mean goes to s.x and its variance to s.y. */
    private static void normalise(double[] block, int row, double[] weight, double[] bias, double epsilon, Scratch s) {
        int width = weight.length;
        int at = row * width;
        double mean = Sums.sum(block, at, width) / width;
        double squares = 0;
        for (int i = 0; i < width; i++) {
            double d = block[at + i] - mean;
            squares += d * d;
        }
        double variance = squares / width;
        double inverse = 1 / Math.sqrt(variance + epsilon);
        for (int i = 0; i < width; i++) {
            block[at + i] = (block[at + i] - mean) * inverse * weight[i] + bias[i];
        }
        s.x[row] = mean;
        s.y[row] = variance;
    }

    /** dx = 1/σ·(h − mean(h) − x̂·mean(h·x̂)) with h = g·weight; dWeight = Σ g·x̂ and dBias = Σ g over the rows. */
    static void backward(
            Nd4jStorage gradient,
            Nd4jStorage x,
            Nd4jStorage mean,
            Nd4jStorage variance,
            Nd4jStorage weight,
            double epsilon,
            Nd4jStorage dx,
            Nd4jStorage dWeight,
            Nd4jStorage dBias) {
        Layout layout = Layout.of(x);
        Sweep sweep = new Sweep(layout, gradient, x, mean, variance, epsilon);
        int width = layout.width;
        int stretches = layout.stretches();
        // A stretch has its sums to itself: first those for the weight, then those for the bias.
        double[] sums = new double[stretches * 2 * width];
        if (x.isFloat()) {
            LayerNormRows.backward(sweep, weight, dx, sums);
        } else {
            double[] weights = weight.doubles();
            Parallel.run(stretches, 1, (from, to, s) -> {
                for (int stretch = from; stretch < to; stretch++) {
                    backward(sweep, stretch, weights, dx, sums, s);
                }
            });
        }
        for (int i = 2 * width; i < sums.length; i++) {
            sums[i % (2 * width)] += sums[i];
        }
        dWeight.write(0, sums, 0, width);
        dBias.write(0, sums, width, width);
    }

    private static void backward(Sweep sweep, int stretch, double[] weight, Nd4jStorage dx, double[] sums, Scratch s) {
        Layout layout = sweep.layout;
        int width = layout.width;
        int to = layout.start(stretch + 1);
        double[] g = s.wideRoom(0, layout.roomFor());
        double[] normal = s.wideRoom(1, layout.roomFor());
        for (int row = layout.start(stretch); row < to; row += layout.rowsAtOnce) {
            int rows = layout.atOnce(row, to);
            sweep.gradient.read(row * width, g, 0, rows * width);
            sweep.x.read(row * width, normal, 0, rows * width);
            sweep.readStatistics(row, rows, s);
            for (int r = 0; r < rows; r++) {
                backward(g, normal, r * width, s.x[r], s.y[r], weight, sums, stretch * 2 * width);
            }
            dx.write(row * width, g, 0, rows * width);
        }
    }

    /** One row: its gradient becomes that of x. */
    private static void backward(
            double[] g, double[] x, int at, double mean, double inverse, double[] weight, double[] sums, int sumsAt) {
        int width = weight.length;
        double sum = 0;
        double products = 0;
        for (int i = 0; i < width; i++) {
            double normal = (x[at + i] - mean) * inverse;
            sums[sumsAt + i] += g[at + i] * normal;
            sums[sumsAt + width + i] += g[at + i];
            double h = g[at + i] * weight[i];
            sum += h;
            products += h * normal;
            x[at + i] = normal;
            g[at + i] = h;
        }
        for (int i = 0; i < width; i++) {
            g[at + i] = inverse * (g[at + i] - sum / width - x[at + i] * (products / width));
        }
    }
}
