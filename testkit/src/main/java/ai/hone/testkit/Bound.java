package ai.hone.testkit;

import ai.hone.tensor.DType;

/**
 * How far a result may lie from the reference: {@code units} roundings of the larger of the expected value and {@code scale}.
 * The scale is the size of the terms that cancel in a sum, 0 for functions that are accurate relative to their result.
 */
record Bound(double units, double scale) {
    private static final double SMALLEST_NORMAL_FLOAT = Float.MIN_NORMAL;

    static Bound exact() {
        return new Bound(0, 0);
    }

    /** A few roundings, relative to each result. */
    static Bound relative() {
        return new Bound(8, 0);
    }

    /** Sums of that many terms of about the given size. */
    static Bound sum(double terms, double scale) {
        return new Bound(8 + terms, scale);
    }

    static Bound sum(long terms, double scale) {
        return sum((double) terms, scale);
    }

    boolean holds(double expected, double actual, DType dtype) {
        if (Double.isNaN(expected) || Double.isInfinite(expected) || units == 0) {
            return expected == actual || (Double.isNaN(expected) && Double.isNaN(actual));
        }
        return Math.abs(expected - actual) <= allowed(expected, dtype);
    }

    double allowed(double expected, DType dtype) {
        if (units == 0) {
            return 0;
        }
        boolean wide = dtype == DType.FLOAT64;
        double rounding = wide ? Math.ulp(1.0) : Math.ulp(1.0f);
        return units * rounding * Math.max(Math.abs(expected), scale)
                + (wide ? Double.MIN_NORMAL : SMALLEST_NORMAL_FLOAT);
    }
}
