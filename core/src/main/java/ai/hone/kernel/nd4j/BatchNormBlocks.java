package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.BatchNorm.Layout;
import ai.hone.kernel.nd4j.BatchNorm.Sweep;
import java.util.Arrays;

/** Batch norm in float64, several neighbouring channels at a time: for FLOAT64, and where a channel's runs are short. */
final class BatchNormBlocks {
    /** Handles channels first … first+count-1, which lie together in each item of the batch. */
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
        int run = layout.run();
        groups(layout, (first, count, elements) -> {
            double[] block = new double[elements];
            double[] sums = new double[count];
            for (int n = 0; n < layout.batch(); n++) {
                x.read(position(layout, n, first), block, 0, elements);
                for (int c = 0, i = 0; c < count; c++) {
                    for (int end = i + run; i < end; i++) {
                        sums[c] += block[i];
                    }
                }
            }
            divide(sums, layout.perChannel());
            double[] squares = new double[count];
            for (int n = 0; n < layout.batch(); n++) {
                x.read(position(layout, n, first), block, 0, elements);
                for (int c = 0, i = 0; c < count; c++) {
                    for (int end = i + run; i < end; i++) {
                        double d = block[i] - sums[c];
                        squares[c] += d * d;
                    }
                }
            }
            divide(squares, layout.perChannel());
            System.arraycopy(sums, 0, mean, first, count);
            System.arraycopy(squares, 0, variance, first, count);
        });
    }

    private static void divide(double[] values, int by) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= by;
        }
    }

    static void normalise(
            Layout layout, Nd4jStorage x, double[] mean, double[] scale, double[] bias, boolean relu, Nd4jStorage y) {
        int run = layout.run();
        groups(layout, (first, count, elements) -> {
            double[] block = new double[elements];
            for (int n = 0; n < layout.batch(); n++) {
                x.read(position(layout, n, first), block, 0, elements);
                for (int c = first, i = 0; c < first + count; c++) {
                    for (int end = i + run; i < end; i++) {
                        double v = (block[i] - mean[c]) * scale[c] + bias[c];
                        block[i] = relu ? Math.max(v, 0) : v;
                    }
                }
                y.write(position(layout, n, first), block, 0, elements);
            }
        });
    }

    static void backward(Sweep sweep, Nd4jStorage dx) {
        Layout layout = sweep.layout();
        int run = layout.run();
        groups(layout, (first, count, elements) -> {
            double[] gradient = new double[elements];
            double[] block = new double[elements];
            double[] centre = Arrays.copyOfRange(sweep.mean(), first, first + count);
            double[] sums = new double[count];
            double[] products = new double[count];
            for (int n = 0; n < layout.batch(); n++) {
                loadGradient(sweep, position(layout, n, first), gradient, block);
                sweep.x().read(position(layout, n, first), block, 0, elements);
                for (int c = 0, i = 0; c < count; c++) {
                    for (int end = i + run; i < end; i++) {
                        sums[c] += gradient[i];
                        products[c] += gradient[i] * (block[i] - centre[c]);
                    }
                }
            }
            double[] factor = new double[count];
            double[] slope = new double[count];
            for (int c = 0; c < count; c++) {
                double inverse = sweep.inverse()[first + c];
                sweep.biasGradient()[first + c] = sums[c];
                sweep.weightGradient()[first + c] = products[c] * inverse;
                factor[c] = sweep.weight()[first + c] * inverse;
                slope[c] = products[c] * inverse * inverse / layout.perChannel();
                sums[c] /= layout.perChannel();
            }
            for (int n = 0; n < layout.batch(); n++) {
                loadGradient(sweep, position(layout, n, first), gradient, block);
                sweep.x().read(position(layout, n, first), block, 0, elements);
                for (int c = 0, i = 0; c < count; c++) {
                    for (int end = i + run; i < end; i++) {
                        block[i] = factor[c] * (gradient[i] - sums[c] - (block[i] - centre[c]) * slope[c]);
                    }
                }
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
}
