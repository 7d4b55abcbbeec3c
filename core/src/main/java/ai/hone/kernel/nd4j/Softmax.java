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
                    double top = largest(row);
                    double rest = logSum(row, top);
                    for (int i = 0; i < n; i++) {
                        row[i] = row[i] - top - rest;
                    }
                } else {
                    normalise(row);
                }
                store(y, at, step, row);
            }
        });
    }

    static void crossEntropy(Nd4jStorage logits, Nd4jStorage targets, Nd4jStorage y) {
        int n = (int) logits.shape().dim(1);
        Parallel.run(targets.size, least(n), (from, to, s) -> {
            double[] row = new double[n];
            double[] losses = new double[to - from];
            for (int i = from; i < to; i++) {
                logits.read(i * n, row, 0, n);
                double top = largest(row);
                losses[i - from] = top - row[(int) targets.longAt(i)] + logSum(row, top);
            }
            y.write(from, losses, 0, to - from);
        });
    }

    static void crossEntropyBackward(Nd4jStorage rowGradient, Nd4jStorage logits, Nd4jStorage targets, Nd4jStorage y) {
        int n = (int) logits.shape().dim(1);
        Parallel.run(targets.size, least(n), (from, to, s) -> {
            double[] row = new double[n];
            double[] gradient = new double[1];
            for (int i = from; i < to; i++) {
                logits.read(i * n, row, 0, n);
                rowGradient.read(i, gradient, 0, 1);
                normalise(row);
                row[(int) targets.longAt(i)] -= 1;
                for (int j = 0; j < n; j++) {
                    row[j] *= gradient[0];
                }
                y.write(i * n, row, 0, n);
            }
        });
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

    private static double largest(double[] row) {
        double top = Double.NEGATIVE_INFINITY;
        for (double v : row) {
            top = Math.max(top, v);
        }
        return top;
    }

    /** log Σ exp(x − top), kept apart from top, in which it would drown when top is large. */
    private static double logSum(double[] row, double top) {
        double sum = 0;
        for (double v : row) {
            sum += Math.exp(v - top);
        }
        return Math.log(sum);
    }

    /** Softmax in place. */
    private static void normalise(double[] row) {
        double top = largest(row);
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.exp(row[i] - top);
            sum += row[i];
        }
        for (int i = 0; i < row.length; i++) {
            row[i] /= sum;
        }
    }
}
