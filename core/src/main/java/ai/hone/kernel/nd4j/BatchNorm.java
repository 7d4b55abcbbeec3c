package ai.hone.kernel.nd4j;

import java.util.Arrays;

/**
 * Batch norm over channels: in x, [N, C, …], each channel is N runs of equal length. Long runs of FLOAT32 go through
 * {@link BatchNormRuns} and rows [N, C] through {@link BatchNormRows}, which vectorise; the rest through {@link BatchNormBlocks} in float64.
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

        /** Few enough channels that all of their sums fit a {@link Scratch}. */
        boolean rows(Nd4jStorage x) {
            return x.isFloat() && run == 1 && channels <= Parallel.CHUNK;
        }

        boolean longRuns(Nd4jStorage x) {
            return x.isFloat() && run >= LONG_RUN;
        }
    }

    private BatchNorm() {}

    /** Mean and biased variance of each channel, in arrays of zeros that may be longer. */
    static void statistics(Nd4jStorage x, double[] mean, double[] variance) {
        Layout layout = Layout.of(x);
        if (layout.rows(x)) {
            BatchNormRows.statistics(layout, x, mean, variance);
        } else if (layout.longRuns(x)) {
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
        Scratch scratch = Scratch.local();
        double[] scale = weight.doubles(scratch.wideRoom(2, layout.channels));
        for (int c = 0; c < layout.channels; c++) {
            scale[c] /= Math.sqrt(variance[c] + epsilon);
        }
        double[] offset = bias.doubles(scratch.wideRoom(3, layout.channels));
        if (layout.rows(x)) {
            BatchNormRows.normalise(layout, x, mean, scale, offset, relu, y);
        } else if (layout.longRuns(x)) {
            BatchNormRuns.normalise(layout, x, mean, scale, offset, relu, y);
        } else {
            BatchNormBlocks.normalise(layout, x, mean, scale, offset, relu, y);
        }
    }

    static void backward(
            Nd4jStorage gradient,
            Nd4jStorage x,
            Nd4jStorage y,
            Nd4jStorage mean,
            Nd4jStorage variance,
            Nd4jStorage weight,
            double epsilon,
            boolean relu,
            Nd4jStorage dx,
            Nd4jStorage dWeight,
            Nd4jStorage dBias) {
        Layout layout = Layout.of(x);
        int channels = layout.channels;
        Scratch scratch = Scratch.local();
        double[] inverse = variance.doubles(scratch.wideRoom(1, channels));
        for (int c = 0; c < channels; c++) {
            inverse[c] = 1 / Math.sqrt(inverse[c] + epsilon);
        }
        double[] weightGradient = zeros(scratch.wideRoom(3, channels), channels);
        double[] biasGradient = zeros(scratch.wideRoom(4, channels), channels);
        Sweep sweep = new Sweep(
                layout,
                gradient,
                x,
                y,
                relu,
                mean.doubles(scratch.wideRoom(0, channels)),
                inverse,
                weight.doubles(scratch.wideRoom(2, channels)),
                weightGradient,
                biasGradient);
        if (layout.rows(x)) {
            BatchNormRows.backward(sweep, dx);
        } else if (layout.longRuns(x)) {
            BatchNormRuns.backward(sweep, dx);
        } else {
            BatchNormBlocks.backward(sweep, dx);
        }
        dWeight.write(0, weightGradient, 0, channels);
        dBias.write(0, biasGradient, 0, channels);
    }

    static double[] zeros(double[] values, int count) {
        Arrays.fill(values, 0, count, 0);
        return values;
    }

    /** What the backward loops read, and the per-channel sums that they fill. Arrays may be longer than there are channels. */
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
