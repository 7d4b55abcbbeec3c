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
}
