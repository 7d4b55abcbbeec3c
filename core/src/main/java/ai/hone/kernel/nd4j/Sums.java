package ai.hone.kernel.nd4j;

/** Sums in float64 with several running totals, because one alone waits for its own last addition. */
final class Sums {
    private Sums() {}

    static double sum(float[] a, int from, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int end = from + count;
        int i = from;
        for (; i + 3 < end; i += 4) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
        }
        for (; i < end; i++) {
            s0 += a[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    static double sum(double[] a, int from, int count) {
        double s = 0;
        for (int i = from; i < from + count; i++) {
            s += a[i];
        }
        return s;
    }

    static double squares(float[] a, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            s0 += (double) a[i] * a[i];
            s1 += (double) a[i + 1] * a[i + 1];
            s2 += (double) a[i + 2] * a[i + 2];
            s3 += (double) a[i + 3] * a[i + 3];
        }
        for (; i < count; i++) {
            s0 += (double) a[i] * a[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    static double squares(double[] a, int count) {
        double s = 0;
        for (int i = 0; i < count; i++) {
            s += a[i] * a[i];
        }
        return s;
    }

    /**
     * The sum of some rows of equal width, in the first row: the upper half is added to the lower until one is left, which errs less than
     * adding one by one. The rest of a is destroyed. The halves go through another array, because a loop within one array does not vectorise.
     */
    static void rows(float[] a, int rows, int width, float[] work) {
        int n = rows;
        while (n > 1) {
            int half = n / 2;
            System.arraycopy(a, (n - half) * width, work, 0, half * width);
            add(a, work, half * width);
            n -= half;
        }
    }

    private static void add(float[] a, float[] b, int n) {
        for (int i = 0; i < n; i++) {
            a[i] += b[i];
        }
    }

    /** Writes the first width values again behind themselves, so often that there are as many rows. */
    static void repeat(float[] a, int width, int rows) {
        int total = width * rows;
        for (int have = width; have < total; have *= 2) {
            System.arraycopy(a, 0, a, have, Math.min(have, total - have));
        }
    }
}
