package ai.hone.kernel.nd4j;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Kernels.SgdStep;
import ai.hone.tensor.Kernels.Update;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Changes in place: parameters, statistics and optimiser state. */
final class Updates {
    /** Elements of each of four arrays that the first cache level holds together. */
    private static final int FOUR_ARRAYS = Parallel.CHUNK / 4;

    private static final float TINY = Update.TINY;

    private Updates() {}

    static void fill(Nd4jStorage target, double value) {
        target.checkOpen();
        if (target.isFloat()) {
            Parallel.run(target.size, 16 * Parallel.CHUNK, (from, to, s) -> {
                int most = Math.min(to - from, Parallel.CHUNK);
                Arrays.fill(s.a, 0, most, (float) value);
                for (int at = from; at < to; at += Parallel.CHUNK) {
                    target.write(at, s.a, 0, Math.min(most, to - at));
                }
            });
        } else {
            Parallel.run(target.size, 16 * Parallel.CHUNK, (from, to, s) -> {
                int most = Math.min(to - from, Parallel.CHUNK);
                Arrays.fill(s.x, 0, most, value);
                for (int at = from; at < to; at += Parallel.CHUNK) {
                    target.write(at, s.x, 0, Math.min(most, to - at));
                }
            });
        }
    }

    static void addScaled(Nd4jStorage target, Nd4jStorage source, double factor) {
        if (target.isFloat()) {
            float f = (float) factor;
            Parallel.chunks(target.size, (from, to, s) -> {
                int n = to - from;
                target.read(from, s.a, 0, n);
                source.read(from, s.b, 0, n);
                addScaled(s.a, s.b, f, n);
                target.write(from, s.a, 0, n);
            });
        } else {
            Parallel.chunks(target.size, (from, to, s) -> {
                int n = to - from;
                target.read(from, s.x, 0, n);
                source.read(from, s.y, 0, n);
                for (int i = 0; i < n; i++) {
                    s.x[i] += factor * s.y[i];
                }
                target.write(from, s.x, 0, n);
            });
        }
    }

    /** Adds the row [C] to every row of target [N, C]. */
    static void addToRows(Nd4jStorage target, Nd4jStorage row) {
        int width = row.size;
        if (width == 0 || width > Parallel.CHUNK || !target.isFloat()) {
            addToWideRows(target, row);
            return;
        }
        int most = Parallel.CHUNK / width;
        Parallel.run(target.size / width, 16 * most, (from, to, s) -> {
            row.read(0, s.b, 0, width);
            Sums.repeat(s.b, width, Math.min(most, to - from));
            for (int r = from; r < to; r += most) {
                int n = Math.min(most, to - r) * width;
                target.read(r * width, s.a, 0, n);
                addScaled(s.a, s.b, 1, n);
                target.write(r * width, s.a, 0, n);
            }
        });
    }

    private static void addToWideRows(Nd4jStorage target, Nd4jStorage row) {
        double[] values = row.doubles();
        double[] line = new double[values.length];
        for (int at = 0; at < target.size; at += line.length) {
            target.read(at, line, 0, line.length);
            for (int i = 0; i < line.length; i++) {
                line[i] += values[i];
            }
            target.write(at, line, 0, line.length);
        }
    }

    private static void addScaled(float[] a, float[] b, float f, int n) {
        for (int i = 0; i < n; i++) {
            a[i] += f * b[i];
        }
    }

    static void lerp(Nd4jStorage target, Nd4jStorage source, double scale, double weight) {
        Parallel.chunks(target.size, (from, to, s) -> {
            int n = to - from;
            target.read(from, s.x, 0, n);
            source.read(from, s.y, 0, n);
            for (int i = 0; i < n; i++) {
                s.x[i] += weight * (s.y[i] * scale - s.x[i]);
            }
            target.write(from, s.x, 0, n);
        });
    }

    static void adam(
            Nd4jStorage parameter, Nd4jStorage gradient, Nd4jStorage mean, Nd4jStorage squared, AdamStep step) {
        double decay = 1 - step.lr() * step.weightDecay();
        double size = step.lr() / (1 - Math.pow(step.beta1(), step.step()));
        double correction = 1 / (1 - Math.pow(step.beta2(), step.step()));
        if (parameter.dtype() == DType.FLOAT32) {
            Parallel.run(parameter.size, 16 * Parallel.CHUNK, (first, last, s) -> {
                for (int from = first; from < last; from += FOUR_ARRAYS) {
                    int n = Math.min(FOUR_ARRAYS, last - from);
                    parameter.read(from, s.a, 0, n);
                    gradient.read(from, s.b, 0, n);
                    mean.read(from, s.c, 0, n);
                    squared.read(from, s.d, 0, n);
                    adam(s.a, s.b, s.c, s.d, n, step, (float) decay, (float) size, (float) correction);
                    parameter.write(from, s.a, 0, n);
                    mean.write(from, s.c, 0, n);
                    squared.write(from, s.d, 0, n);
                }
            });
            return;
        }
        double[] p = parameter.doubles();
        double[] g = gradient.doubles();
        double[] m = mean.doubles();
        double[] v = squared.doubles();
        for (int i = 0; i < p.length; i++) {
            m[i] = step.beta1() * m[i] + (1 - step.beta1()) * g[i];
            v[i] = step.beta2() * v[i] + (1 - step.beta2()) * g[i] * g[i];
            p[i] = p[i] * decay - size * m[i] / (Math.sqrt(v[i] * correction) + step.epsilon());
        }
        parameter.write(0, p, 0, p.length);
        mean.write(0, m, 0, m.length);
        squared.write(0, v, 0, v.length);
    }

    private static void adam(
            float[] p,
            float[] g,
            float[] m,
            float[] v,
            int n,
            AdamStep step,
            float decay,
            float size,
            float correction) {
        float b1 = (float) step.beta1();
        float b2 = (float) step.beta2();
        float c1 = (float) (1 - step.beta1());
        float c2 = (float) (1 - step.beta2());
        float epsilon = (float) step.epsilon();
        for (int i = 0; i < n; i++) {
            float gradient = g[i];
            float mean = b1 * m[i] + c1 * gradient + TINY - TINY;
            float squared = b2 * v[i] + c2 * gradient * gradient + TINY - TINY;
            m[i] = mean;
            v[i] = squared;
            p[i] = p[i] * decay - size * mean / ((float) Math.sqrt(squared * correction) + epsilon);
        }
    }

    static void sgd(Nd4jStorage parameter, Nd4jStorage gradient, @Nullable Nd4jStorage momentum, SgdStep step) {
        double decay = 1 - step.lr() * step.weightDecay();
        if (parameter.isFloat()) {
            Parallel.chunks(parameter.size, (from, to, s) -> {
                int n = to - from;
                parameter.read(from, s.a, 0, n);
                gradient.read(from, s.b, 0, n);
                if (momentum != null) {
                    momentum.read(from, s.c, 0, n);
                    accumulate(s.c, s.b, (float) step.momentum(), n);
                    momentum.write(from, s.c, 0, n);
                }
                descend(s.a, momentum == null ? s.b : s.c, (float) decay, (float) step.lr(), n);
                parameter.write(from, s.a, 0, n);
            });
            return;
        }
        double[] p = parameter.doubles();
        double[] g = gradient.doubles();
        if (momentum != null) {
            double[] a = momentum.doubles();
            for (int i = 0; i < a.length; i++) {
                a[i] = step.momentum() * a[i] + g[i];
            }
            momentum.write(0, a, 0, a.length);
            g = a;
        }
        for (int i = 0; i < p.length; i++) {
            p[i] = p[i] * decay - step.lr() * g[i];
        }
        parameter.write(0, p, 0, p.length);
    }

    private static void accumulate(float[] a, float[] g, float momentum, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = momentum * a[i] + g[i] + TINY - TINY;
        }
    }

    private static void descend(float[] p, float[] g, float decay, float lr, int n) {
        for (int i = 0; i < n; i++) {
            p[i] = p[i] * decay - lr * g[i];
        }
    }

    static void update(Nd4jStorage parameter, Nd4jStorage gradient, Nd4jStorage[] state, Update update) {
        Parallel.run(parameter.size, 16 * Parallel.CHUNK, (first, last, s) -> {
            for (int from = first; from < last; from += FOUR_ARRAYS) {
                int n = Math.min(FOUR_ARRAYS, last - from);
                if (parameter.isFloat()) {
                    updateFloats(parameter, gradient, state, update, from, n, s);
                } else {
                    updateDoubles(parameter, gradient, state, update, from, n, s);
                }
            }
        });
    }

    private static void updateFloats(
            Nd4jStorage parameter,
            Nd4jStorage gradient,
            Nd4jStorage[] state,
            Update update,
            int from,
            int n,
            Scratch s) {
        float[][] rows = s.rows(state.length);
        parameter.read(from, s.a, 0, n);
        gradient.read(from, s.b, 0, n);
        for (int i = 0; i < rows.length; i++) {
            state[i].read(from, rows[i], 0, n);
        }
        update.apply(s.a, s.b, rows, n);
        parameter.write(from, s.a, 0, n);
        for (int i = 0; i < rows.length; i++) {
            state[i].write(from, rows[i], 0, n);
        }
    }

    private static void updateDoubles(
            Nd4jStorage parameter,
            Nd4jStorage gradient,
            Nd4jStorage[] state,
            Update update,
            int from,
            int n,
            Scratch s) {
        double[][] rows = s.wideRows(state.length);
        parameter.read(from, s.x, 0, n);
        gradient.read(from, s.y, 0, n);
        for (int i = 0; i < rows.length; i++) {
            state[i].read(from, rows[i], 0, n);
        }
        update.apply(s.x, s.y, rows, n);
        parameter.write(from, s.x, 0, n);
        for (int i = 0; i < rows.length; i++) {
            state[i].write(from, rows[i], 0, n);
        }
    }

    static double sumOfSquares(Nd4jStorage x) {
        int block = 16 * Parallel.CHUNK;
        int blocks = (x.size + block - 1) / block;
        double[] partial = new double[blocks];
        Parallel.run(blocks, 1, (first, last, s) -> {
            for (int b = first; b < last; b++) {
                int end = Math.min(x.size, (b + 1) * block);
                for (int at = b * block; at < end; at += Parallel.CHUNK) {
                    int n = Math.min(Parallel.CHUNK, end - at);
                    if (x.isFloat()) {
                        x.read(at, s.a, 0, n);
                        partial[b] += Sums.squares(s.a, n);
                    } else {
                        x.read(at, s.x, 0, n);
                        partial[b] += Sums.squares(s.x, n);
                    }
                }
            }
        });
        double sum = 0;
        for (double p : partial) {
            sum += p;
        }
        return sum;
    }
}
