package ai.hone.kernel.nd4j;

/**
 * Softmax, its logarithm and cross-entropy, in float64 whatever the type. ND4J's own log_softmax is the logarithm of its softmax,
 * which is −∞ where logits lie more than about 100 apart.
 */
final class Softmax {
    private Softmax() {}

    static void softmax(Nd4jStorage x, int axis, boolean logarithm, Nd4jStorage y) {
        int n = (int) x.shape().dim(axis);
        int inner = 1;
        for (int i = axis + 1; i < x.shape().rank(); i++) {
            inner *= (int) x.shape().dim(i);
        }
        int step = inner;
        int lines = n == 0 ? 0 : x.size / n;
        Parallel.run(lines, least(n), (from, to, s) -> {
            double[] row = new double[n];
            for (int line = from; line < to; line++) {
                int at = line / step * n * step + line % step;
                load(x, at, step, row);
                if (logarithm) {
                    double top = largest(row, 0, n);
                    double rest = logSum(row, 0, n, top);
                    for (int i = 0; i < n; i++) {
                        row[i] = row[i] - top - rest;
                    }
                } else {
                    normalise(row, 0, n);
                }
                store(y, at, step, row);
            }
        });
    }

    static void crossEntropy(Nd4jStorage logits, Nd4jStorage targets, Nd4jStorage y) {
        int n = (int) logits.shape().dim(1);
        Parallel.run(targets.size, least(n), (from, to, s) -> {
            int step = rowsAtOnce(n);
            double[] rows = n <= s.x.length ? s.x : new double[n];
            double[] losses = s.y;
            for (int first = from; first < to; first += step) {
                int count = Math.min(step, to - first);
                logits.read(first * n, rows, 0, count * n);
                for (int i = 0; i < count; i++) {
                    double top = largest(rows, i * n, n);
                    int target = (int) targets.longAt(first + i);
                    losses[i] = top - rows[i * n + target] + logSum(rows, i * n, n, top);
                }
                y.write(first, losses, 0, count);
            }
        });
    }

    static void crossEntropyBackward(Nd4jStorage rowGradient, Nd4jStorage logits, Nd4jStorage targets, Nd4jStorage y) {
        int n = (int) logits.shape().dim(1);
        Parallel.run(targets.size, least(n), (from, to, s) -> {
            int step = rowsAtOnce(n);
            double[] rows = n <= s.x.length ? s.x : new double[n];
            double[] gradients = s.y;
            for (int first = from; first < to; first += step) {
                int count = Math.min(step, to - first);
                logits.read(first * n, rows, 0, count * n);
                rowGradient.read(first, gradients, 0, count);
                for (int i = 0; i < count; i++) {
                    normalise(rows, i * n, n);
                    rows[i * n + (int) targets.longAt(first + i)] -= 1;
                    for (int j = i * n; j < (i + 1) * n; j++) {
                        rows[j] *= gradients[i];
                    }
                }
                y.write(first * n, rows, 0, count * n);
            }
        });
    }

    private static int rowsAtOnce(int n) {
        return Math.max(1, Parallel.CHUNK / Math.max(1, n));
    }

    private static int least(int n) {
        return Math.max(1, Parallel.CHUNK / Math.max(1, n));
    }

    private static void load(Nd4jStorage x, int at, int step, double[] row) {
        if (step == 1) {
            x.read(at, row, 0, row.length);
            return;
        }
        for (int i = 0; i < row.length; i++) {
            x.read(at + i * step, row, i, 1);
        }
    }

    private static void store(Nd4jStorage y, int at, int step, double[] row) {
        if (step == 1) {
            y.write(at, row, 0, row.length);
            return;
        }
        for (int i = 0; i < row.length; i++) {
            y.write(at + i * step, row, i, 1);
        }
    }

    private static double largest(double[] rows, int from, int count) {
        double top = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            top = Math.max(top, rows[i]);
        }
        return top;
    }

    /** log Σ exp(x − top), kept apart from top, in which it would drown when top is large. */
    private static double logSum(double[] rows, int from, int count, double top) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(rows[i] - top);
        }
        return Math.log(sum);
    }

    /** Softmax in place. */
    private static void normalise(double[] rows, int from, int count) {
        double top = largest(rows, from, count);
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            rows[i] = Math.exp(rows[i] - top);
            sum += rows[i];
        }
        for (int i = from; i < from + count; i++) {
            rows[i] /= sum;
        }
    }
}
