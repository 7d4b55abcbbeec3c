package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.BatchNorm.Layout;
import ai.hone.kernel.nd4j.BatchNorm.Sweep;
import java.util.Arrays;

/** Batch norm in float64, several neighbouring channels at a time: for FLOAT64, and where a channel's runs are short. */
final class BatchNormBlocks {
    /** Handles channels first … first+count-1, which lie together in each item of the batch, elements of them in all. */
    private interface Group {
        void run(int first, int count, int elements);
    }

    private BatchNormBlocks() {}

    private static void groups(Layout layout, Group group) {
        int most = Math.max(1, Parallel.CHUNK / Math.max(1, layout.run()));
        Parallel.run(layout.channels(), layout.leastChannels(), (from, to, s) -> {
            for (int c = from; c < to; c += most) {
                int count = Math.min(most, to - c);
                group.run(c, count, count * layout.run());
            }
        });
    }

    private static int position(Layout layout, int item, int channel) {
        return (item * layout.channels() + channel) * layout.run();
    }

    static void statistics(Layout layout, Nd4jStorage x, double[] mean, double[] variance) {
        groups(layout, (first, count, elements) -> {
            double[] block = new double[elements];
            double[] sums = new double[count];
            for (int n = 0; n < layout.batch(); n++) {
                x.read(position(layout, n, first), block, 0, elements);
                add(block, layout.run(), sums);
            }
            divide(sums, layout.perChannel());
            double[] squares = new double[count];
            double[] means = spread(sums, layout.run());
            for (int n = 0; n < layout.batch(); n++) {
                x.read(position(layout, n, first), block, 0, elements);
                squareDifference(block, means);
                add(block, layout.run(), squares);
            }
            divide(squares, layout.perChannel());
            System.arraycopy(sums, 0, mean, first, count);
            System.arraycopy(squares, 0, variance, first, count);
        });
    }

    static void normalise(
            Layout layout, Nd4jStorage x, double[] mean, double[] scale, double[] bias, boolean relu, Nd4jStorage y) {
        groups(layout, (first, count, elements) -> {
            double[] block = new double[elements];
            double[] means = spread(Arrays.copyOfRange(mean, first, first + count), layout.run());
            double[] scales = spread(Arrays.copyOfRange(scale, first, first + count), layout.run());
            double[] biases = spread(Arrays.copyOfRange(bias, first, first + count), layout.run());
            for (int n = 0; n < layout.batch(); n++) {
                x.read(position(layout, n, first), block, 0, elements);
                scale(block, means, scales, biases);
                if (relu) {
                    clip(block);
                }
                y.write(position(layout, n, first), block, 0, elements);
            }
        });
    }

    static void backward(Sweep sweep, Nd4jStorage dx) {
        Layout layout = sweep.layout();
        groups(layout, (first, count, elements) -> {
            double[] gradient = new double[elements];
            double[] block = new double[elements];
            double[] centre = spread(Arrays.copyOfRange(sweep.mean(), first, first + count), layout.run());
            double[] sums = new double[count];
            double[] products = new double[count];
            for (int n = 0; n < layout.batch(); n++) {
                loadGradient(sweep, position(layout, n, first), gradient, block);
                sweep.x().read(position(layout, n, first), block, 0, elements);
                multiplyDifference(gradient, block, centre);
                add(gradient, layout.run(), sums);
                add(block, layout.run(), products);
            }
            double[] factor = new double[count];
            double[] slope = new double[count];
            for (int c = 0; c < count; c++) {
                double inverse = sweep.inverse()[first + c];
                sweep.biasGradient()[first + c] = sums[c];
                sweep.weightGradient()[first + c] = products[c] * inverse;
                factor[c] = sweep.weight()[first + c] * inverse;
                slope[c] = products[c] * inverse * inverse / layout.perChannel();
            }
            divide(sums, layout.perChannel());
            double[] factors = spread(factor, layout.run());
            double[] slopes = spread(slope, layout.run());
            double[] means = spread(sums, layout.run());
            for (int n = 0; n < layout.batch(); n++) {
                loadGradient(sweep, position(layout, n, first), gradient, block);
                sweep.x().read(position(layout, n, first), block, 0, elements);
                combine(gradient, block, centre, factors, slopes, means);
                dx.write(position(layout, n, first), block, 0, elements);
            }
        });
    }

    /** The gradient, 0 where the ReLU clipped. */
    private static void loadGradient(Sweep sweep, int at, double[] gradient, double[] work) {
        sweep.gradient().read(at, gradient, 0, gradient.length);
        if (sweep.relu()) {
            sweep.y().read(at, work, 0, work.length);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = work[i] > 0 ? gradient[i] : 0;
            }
        }
    }

    /** Each value as often as a channel has elements in one item. */
    private static double[] spread(double[] values, int run) {
        if (run == 1) {
            return values;
        }
        double[] all = new double[values.length * run];
        for (int c = 0; c < values.length; c++) {
            Arrays.fill(all, c * run, (c + 1) * run, values[c]);
        }
        return all;
    }

    private static void add(double[] block, int run, double[] sums) {
        if (run == 1) {
            for (int c = 0; c < sums.length; c++) {
                sums[c] += block[c];
            }
            return;
        }
        for (int c = 0; c < sums.length; c++) {
            double sum = 0;
            for (int i = c * run; i < (c + 1) * run; i++) {
                sum += block[i];
            }
            sums[c] += sum;
        }
    }

    private static void divide(double[] values, int by) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= by;
        }
    }

    private static void squareDifference(double[] block, double[] means) {
        for (int i = 0; i < block.length; i++) {
            double d = block[i] - means[i];
            block[i] = d * d;
        }
    }

    private static void multiplyDifference(double[] gradient, double[] block, double[] centre) {
        for (int i = 0; i < block.length; i++) {
            block[i] = gradient[i] * (block[i] - centre[i]);
        }
    }

    private static void scale(double[] block, double[] means, double[] scales, double[] biases) {
        for (int i = 0; i < block.length; i++) {
            block[i] = (block[i] - means[i]) * scales[i] + biases[i];
        }
    }

    private static void clip(double[] block) {
        for (int i = 0; i < block.length; i++) {
            block[i] = Math.max(block[i], 0);
        }
    }

    private static void combine(
            double[] gradient, double[] block, double[] centre, double[] factors, double[] slopes, double[] means) {
        for (int i = 0; i < block.length; i++) {
            block[i] = factors[i] * (gradient[i] - means[i] - (block[i] - centre[i]) * slopes[i]);
        }
    }
}
