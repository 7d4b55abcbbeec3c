package ai.hone.kernel.nd4j;

/**
 * Batch norm over channels: in x, [N, C, …], each channel is N runs of equal length. Long runs of FLOAT32 go through
 * {@link BatchNormRuns}, which vectorises; the rest through {@link BatchNormBlocks} in float64.
 */
final class BatchNorm {
    private static final int LONG_RUN = 48;

    /** The axes of x that matter: batch, channels, elements of one channel in one item. */
    record Layout(int batch, int channels, int run) {
        static Layout of(Nd4jStorage x) {
            int batch = (int) x.shape().dim(0);
            int channels = (int) x.shape().dim(1);
            int run = 1;
            for (int i = 2; i < x.shape().rank(); i++) {
                run *= (int) x.shape().dim(i);
            }
            return new Layout(batch, channels, run);
        }

        int perChannel() {
            return batch * run;
        }

        /** Channels for one task, so that waking a thread pays. */
        int leastChannels() {
            return Math.max(1, 8 * Parallel.CHUNK / Math.max(1, perChannel()));
        }

        boolean longRuns(Nd4jStorage x) {
            return x.isFloat() && run >= LONG_RUN;
        }
    }

    private BatchNorm() {}

    /** Mean and biased variance of each channel. */
    static void statistics(Nd4jStorage x, double[] mean, double[] variance) {
        Layout layout = Layout.of(x);
        if (layout.longRuns(x)) {
            BatchNormRuns.statistics(layout, x, mean, variance);
        } else {
            BatchNormBlocks.statistics(layout, x, mean, variance);
        }
    }

    static void normalise(
            Nd4jStorage x,
            double[] mean,
            double[] variance,
            Nd4jStorage weight,
            Nd4jStorage bias,
            double epsilon,
            boolean relu,
            Nd4jStorage y) {
        Layout layout = Layout.of(x);
        double[] scale = weight.doubles();
        for (int c = 0; c < scale.length; c++) {
            scale[c] /= Math.sqrt(variance[c] + epsilon);
        }
        if (layout.longRuns(x)) {
            BatchNormRuns.normalise(layout, x, mean, scale, bias.doubles(), relu, y);
        } else {
            BatchNormBlocks.normalise(layout, x, mean, scale, bias.doubles(), relu, y);
        }
    }

    static void backward(
            Nd4jStorage gradient,
            Nd4jStorage x,
            Nd4jStorage y,
            Nd4jStorage mean,
            double[] inverse,
            Nd4jStorage weight,
            boolean relu,
            Nd4jStorage dx,
            Nd4jStorage dWeight,
            Nd4jStorage dBias) {
        Layout layout = Layout.of(x);
        double[] weightGradient = new double[layout.channels];
        double[] biasGradient = new double[layout.channels];
        Sweep sweep = new Sweep(
                layout, gradient, x, y, relu, mean.doubles(), inverse, weight.doubles(), weightGradient, biasGradient);
        if (layout.longRuns(x)) {
            BatchNormRuns.backward(sweep, dx);
        } else {
            BatchNormBlocks.backward(sweep, dx);
        }
        dWeight.write(0, weightGradient, 0, layout.channels);
        dBias.write(0, biasGradient, 0, layout.channels);
    }

    /** What both backward loops read, and the per-channel sums that they fill. */
    record Sweep(
            Layout layout,
            Nd4jStorage gradient,
            Nd4jStorage x,
            Nd4jStorage y,
            boolean relu,
            double[] mean,
            double[] inverse,
            double[] weight,
            double[] weightGradient,
            double[] biasGradient) {}
}
