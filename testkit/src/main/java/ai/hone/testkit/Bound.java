package ai.hone.testkit;

import ai.hone.tensor.DType;

/**
 * How far a result may lie from the reference: {@code units} roundings of the larger of the expected value and {@code scale}, and with
 * {@code bfloats} that many roundings to bfloat16 on top. The scale is the size of the terms that cancel in a sum, 0 for functions that are
 * accurate relative to their result.
 *
 * <p>Bfloat16: the reference starts from inputs that were rounded, so what remains is what the kernel itself does. A product of two numbers of 8
 * significant bits fits float32, products are summed in float32 (the units above), and the result is rounded to 8 bits once, to the nearest: at most
 * 2⁻⁸ of it. Results with fewer than two axes (statistics, gradients of biases, losses) stay float32 and get no such allowance.
 */
record Bound(double units, double scale, int bfloats) {
    private static final double SMALLEST_NORMAL_FLOAT = Float.MIN_NORMAL;

    static Bound exact() {
        return new Bound(0, 0, 0);
    }

    /** A few roundings, relative to each result. */
    static Bound relative() {
        return new Bound(8, 0, 0);
    }

    /** Sums of that many terms of about the given size. */
    static Bound sum(double terms, double scale) {
        return new Bound(8 + terms, scale, 0);
    }

    static Bound sum(long terms, double scale) {
        return sum((double) terms, scale);
    }

    /** The same for a result that is kept in bfloat16; what is exact selects or moves numbers that bfloat16 holds already, and stays exact. */
    Bound rounded() {
        return units == 0 ? this : new Bound(units, scale, bfloats + 1);
    }

    boolean holds(double expected, double actual, DType dtype, int rank) {
        if (Double.isNaN(expected) || Double.isInfinite(expected) || units == 0) {
            return expected == actual || (Double.isNaN(expected) && Double.isNaN(actual));
        }
        return Math.abs(expected - actual) <= allowed(expected, dtype, rank);
    }

    double allowed(double expected, DType dtype, int rank) {
        if (units == 0) {
            return 0;
        }
        boolean wide = dtype == DType.FLOAT64;
        double ulp = wide ? Math.ulp(1.0) : Math.ulp(1.0f);
        double computing = units * ulp * Math.max(Math.abs(expected), scale);
        double keeping = rank < 2 ? 0 : bfloats * Bfloat16.ROUNDING * (Math.abs(expected) + computing);
        return computing + keeping + (wide ? Double.MIN_NORMAL : SMALLEST_NORMAL_FLOAT);
    }
}
