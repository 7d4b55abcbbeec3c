package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.BatchNorm.Layout;
import ai.hone.kernel.nd4j.BatchNorm.Sweep;

/**
 * Batch norm of FLOAT32 pictures, one channel at a time in vectorised chunks. The mean is split into a float and a rest, so that
 * channels far from zero lose nothing in x − mean.
 */
final class BatchNormRuns {
    private BatchNormRuns() {}

    static void statistics(Layout layout, Nd4jStorage x, double[] mean, double[] variance) {
        int count = layout.perChannel();
        Parallel.run(layout.channels(), layout.leastChannels(), (from, to, s) -> {
            for (int c = from; c < to; c++) {
                double sum = 0;
                for (int at = 0; at < count; at += Parallel.CHUNK) {
                    int n = Math.min(Parallel.CHUNK, count - at);
                    load(layout, x, c, at, n, s.a);
                    sum += fold(s.a, n);
                }
                float centre = (float) (sum / count);
                double rest = 0;
                double squares = 0;
                for (int at = 0; at < count; at += Parallel.CHUNK) {
                    int n = Math.min(Parallel.CHUNK, count - at);
                    load(layout, x, c, at, n, s.a);
                    centre(s.a, centre, s.b, n);
                    rest += fold(s.a, n);
                    squares += fold(s.b, n);
                }
                rest /= count;
                mean[c] = centre + rest;
                variance[c] = Math.max(0, squares / count - rest * rest);
            }
        });
    }

    static void normalise(
            Layout layout, Nd4jStorage x, double[] mean, double[] scale, double[] bias, boolean relu, Nd4jStorage y) {
        int count = layout.perChannel();
        Parallel.run(layout.channels(), layout.leastChannels(), (from, to, s) -> {
            for (int c = from; c < to; c++) {
                float centre = (float) mean[c];
                float offset = (float) (bias[c] - (mean[c] - centre) * scale[c]);
                for (int at = 0; at < count; at += Parallel.CHUNK) {
                    int n = Math.min(Parallel.CHUNK, count - at);
                    load(layout, x, c, at, n, s.a);
                    scale(s.a, centre, (float) scale[c], offset, n);
                    if (relu) {
                        clip(s.a, n);
                    }
                    store(layout, y, c, at, n, s.a);
                }
            }
        });
    }

    /** The first pass leaves the clipped gradient in dx, so that the second need not read y and clip again. */
    static void backward(Sweep sweep, Nd4jStorage dx) {
        Layout layout = sweep.layout();
        int count = layout.perChannel();
        Parallel.run(layout.channels(), layout.leastChannels(), (from, to, s) -> {
            for (int c = from; c < to; c++) {
                float centre = (float) sweep.mean()[c];
                double sum = 0;
                double products = 0;
                for (int at = 0; at < count; at += Parallel.CHUNK) {
                    int n = Math.min(Parallel.CHUNK, count - at);
                    loadGradient(sweep, c, at, n, s);
                    store(layout, dx, c, at, n, s.a);
                    load(layout, sweep.x(), c, at, n, s.b);
                    products(s.a, s.b, centre, n);
                    sum += fold(s.a, n);
                    products += fold(s.b, n);
                }
                double inverse = sweep.inverse()[c];
                double offCentre = sweep.mean()[c] - centre;
                double weightGradient = (products - offCentre * sum) * inverse;
                sweep.biasGradient()[c] = sum;
                sweep.weightGradient()[c] = weightGradient;
                double factor = sweep.weight()[c] * inverse;
                double slope = factor * inverse * weightGradient / count;
                float constant = (float) (offCentre * slope - factor * sum / count);
                for (int at = 0; at < count; at += Parallel.CHUNK) {
                    int n = Math.min(Parallel.CHUNK, count - at);
                    load(layout, dx, c, at, n, s.a);
                    load(layout, sweep.x(), c, at, n, s.b);
                    combine(s.a, s.b, centre, (float) factor, (float) slope, constant, n);
                    store(layout, dx, c, at, n, s.a);
                }
            }
        });
    }

    private static void loadGradient(Sweep sweep, int channel, int at, int count, Scratch s) {
        load(sweep.layout(), sweep.gradient(), channel, at, count, s.a);
        if (sweep.relu()) {
            load(sweep.layout(), sweep.y(), channel, at, count, s.c);
            FloatMath.reluBackward(s.a, s.c, s.a, count);
        }
    }

    /** Elements at … at+count-1 of a channel, counted through its runs. */
    private static void load(Layout layout, Nd4jStorage x, int channel, int at, int count, float[] to) {
        int run = layout.run();
        for (int done = 0; done < count; ) {
            int item = (at + done) / run;
            int within = (at + done) % run;
            int n = Math.min(run - within, count - done);
            x.read((item * layout.channels() + channel) * run + within, to, done, n);
            done += n;
        }
    }

    private static void store(Layout layout, Nd4jStorage x, int channel, int at, int count, float[] from) {
        int run = layout.run();
        for (int done = 0; done < count; ) {
            int item = (at + done) / run;
            int within = (at + done) % run;
            int n = Math.min(run - within, count - done);
            x.write((item * layout.channels() + channel) * run + within, from, done, n);
            done += n;
        }
    }

    /** Sum by adding the upper half to the lower until little is left: it vectorises, and errs less than one running sum. Destroys a. */
    private static double fold(float[] a, int count) {
        int n = count;
        while (n > 32) {
            int half = n / 2;
            addUpper(a, n - half, half);
            n -= half;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i];
        }
        return sum;
    }

    private static void addUpper(float[] a, int start, int count) {
        for (int i = 0; i < count; i++) {
            a[i] += a[start + i];
        }
    }

    private static void centre(float[] a, float centre, float[] squares, int n) {
        for (int i = 0; i < n; i++) {
            float d = a[i] - centre;
            a[i] = d;
            squares[i] = d * d;
        }
    }

    private static void scale(float[] a, float centre, float scale, float offset, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = (a[i] - centre) * scale + offset;
        }
    }

    private static void clip(float[] a, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.max(a[i], 0);
        }
    }

    private static void products(float[] g, float[] x, float centre, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = g[i] * (x[i] - centre);
        }
    }

    private static void combine(float[] g, float[] x, float centre, float factor, float slope, float constant, int n) {
        for (int i = 0; i < n; i++) {
            g[i] = factor * g[i] - slope * (x[i] - centre) + constant;
        }
    }
}
