package ai.hone.kernel.nd4j;

import java.util.Arrays;

/**
 * Products of small FLOAT32 matrices in plain Java: below about {@value #MOST} multiplications calling a native library takes longer than
 * the work. One factor may be transposed in passing, so that the inner loop runs along the longer of N and K.
 */
final class SmallMatmul {
    private static final int MOST = 1 << 15;
    /** A float gathers at most this many products before they go to a double. */
    private static final int RUN = 512;

    private SmallMatmul() {}

    static boolean fits(Nd4jStorage a, Nd4jStorage b, Nd4jStorage y) {
        if (!y.isFloat() || y.shape().rank() != 2) {
            return false;
        }
        long columns = y.shape().dim(1);
        return y.size * (b.size / columns) <= MOST && Math.max(a.size, b.size) <= MOST;
    }

    /** y [M, N] ← a·b, each of them transposed first if asked; nothing is empty. */
    static void run(Nd4jStorage a, boolean transposeA, Nd4jStorage b, boolean transposeB, Nd4jStorage y) {
        int rows = (int) y.shape().dim(0);
        int columns = (int) y.shape().dim(1);
        int inner = b.size / columns;
        boolean along = columns >= inner;
        Scratch s = Scratch.local();
        float[] left = read(a, transposeA, inner, rows, s, 0);
        // Along rows of y the second factor lies [K, N], for dot products [N, K].
        float[] right = read(b, along == transposeB, transposeB ? columns : inner, transposeB ? inner : columns, s, 1);
        float[] product = s.room(2, y.size);
        Arrays.fill(product, 0, y.size, 0);
        if (along) {
            for (int m = 0; m < rows; m++) {
                int k = 0;
                for (; k + 3 < inner; k += 4) {
                    addFour(product, m * columns, left, m * inner + k, right, k * columns, columns);
                }
                for (; k + 1 < inner; k += 2) {
                    addTwo(product, m * columns, left, m * inner + k, right, k * columns, columns);
                }
                for (; k < inner; k++) {
                    addScaled(product, m * columns, left[m * inner + k], right, k * columns, columns);
                }
            }
        } else {
            int m = 0;
            for (; m + 3 < rows; m += 4) {
                for (int n = 0; n < columns; n++) {
                    dotFour(left, m * inner, right, n * inner, inner, product, m * columns + n, columns);
                }
            }
            for (; m < rows; m++) {
                for (int n = 0; n < columns; n++) {
                    product[m * columns + n] = dot(left, m * inner, right, n * inner, inner);
                }
            }
        }
        y.write(0, product, 0, y.size);
    }

    /** The array, which lies [height, width], transposed if asked. */
    private static float[] read(Nd4jStorage x, boolean transpose, int height, int width, Scratch s, int room) {
        float[] values = s.room(transpose ? 3 : room, x.size);
        x.read(0, values, 0, x.size);
        if (!transpose) {
            return values;
        }
        float[] turned = s.room(room, x.size);
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                turned[j * height + i] = values[i * width + j];
            }
        }
        return turned;
    }

    private static void addFour(float[] y, int at, float[] factors, int first, float[] x, int from, int count) {
        float f0 = factors[first];
        float f1 = factors[first + 1];
        float f2 = factors[first + 2];
        float f3 = factors[first + 3];
        int second = from + count;
        int third = second + count;
        int fourth = third + count;
        for (int i = 0; i < count; i++) {
            y[at + i] += (f0 * x[from + i] + f1 * x[second + i]) + (f2 * x[third + i] + f3 * x[fourth + i]);
        }
    }

    private static void addTwo(float[] y, int at, float[] factors, int first, float[] x, int from, int count) {
        float f0 = factors[first];
        float f1 = factors[first + 1];
        int second = from + count;
        for (int i = 0; i < count; i++) {
            y[at + i] += f0 * x[from + i] + f1 * x[second + i];
        }
    }

    private static void addScaled(float[] y, int at, float factor, float[] x, int from, int count) {
        for (int i = 0; i < count; i++) {
            y[at + i] += factor * x[from + i];
        }
    }

    /** With several running totals, because one alone waits for its own last addition. */
    private static float dot(float[] a, int atA, float[] b, int atB, int count) {
        double sum = 0;
        for (int start = 0; start < count; start += RUN) {
            int end = Math.min(count, start + RUN);
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int i = start;
            for (; i + 3 < end; i += 4) {
                s0 += a[atA + i] * b[atB + i];
                s1 += a[atA + i + 1] * b[atB + i + 1];
                s2 += a[atA + i + 2] * b[atB + i + 2];
                s3 += a[atA + i + 3] * b[atB + i + 3];
            }
            for (; i < end; i++) {
                s0 += a[atA + i] * b[atB + i];
            }
            sum += (s0 + s1) + (s2 + s3);
        }
        return (float) sum;
    }

    /** Four rows of a at once. */
    private static void dotFour(float[] a, int atA, float[] b, int atB, int count, float[] y, int at, int step) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int second = atA + count;
        int third = second + count;
        int fourth = third + count;
        for (int start = 0; start < count; start += RUN) {
            int end = Math.min(count, start + RUN);
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            for (int i = start; i < end; i++) {
                float factor = b[atB + i];
                s0 += a[atA + i] * factor;
                s1 += a[second + i] * factor;
                s2 += a[third + i] * factor;
                s3 += a[fourth + i] * factor;
            }
            sum0 += s0;
            sum1 += s1;
            sum2 += s2;
            sum3 += s3;
        }
        y[at] = (float) sum0;
        y[at + step] = (float) sum1;
        y[at + 2 * step] = (float) sum2;
        y[at + 3 * step] = (float) sum3;
    }
}
