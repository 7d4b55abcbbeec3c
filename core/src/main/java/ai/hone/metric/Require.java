package ai.hone.metric;

import java.util.Arrays;

/** Checks of metrics' settings. */
final class Require {
    private Require() {}

    static String name(String where, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    where + ": expected a name but received \"" + name + "\". It heads the metric's column.");
        }
        return name;
    }

    /** The classes themselves, which differ and are 0 or more. */
    static int[] labels(String where, int... labels) {
        int[] sorted = labels.clone();
        Arrays.sort(sorted);
        boolean repeated = false;
        for (int i = 1; i < sorted.length; i++) {
            repeated |= sorted[i] == sorted[i - 1];
        }
        if (labels.length == 0 || sorted[0] < 0 || repeated) {
            throw new IllegalArgumentException(where + ": expected different classes of 0 or more but received "
                    + Arrays.toString(labels) + ". Leave the option out for all classes.");
        }
        return labels.clone();
    }

    static Average notBinary(String where, Average average) {
        if (average == Average.BINARY) {
            throw new IllegalArgumentException(
                    where
                            + ": expected MICRO, MACRO or WEIGHTED but received BINARY. There is a figure for each label, and none is the positive one.");
        }
        return average;
    }

    static double threshold(String where, double threshold, boolean sigmoid) {
        if (!Double.isFinite(threshold) || sigmoid && (threshold < 0 || threshold > 1)) {
            throw new IllegalArgumentException(where + ": expected a threshold "
                    + (sigmoid ? "of 0 … 1" : "that is a number") + " but received " + threshold
                    + ". After the sigmoid outputs lie between 0 and 1; sigmoid(false) compares raw outputs.");
        }
        return threshold;
    }
}
