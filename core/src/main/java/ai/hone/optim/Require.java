package ai.hone.optim;

/** Checks of update rules' settings. */
final class Require {
    private Require() {}

    /** A weight of a running average: 0 keeps nothing, and what approaches 1 keeps nearly all. */
    static void average(String where, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(where + ": expected " + name + " from 0 to below 1 but received " + value
                    + ". It is the part of a running average that stays at each step; 0.9 and 0.99 are common.");
        }
    }

    static void fraction(String where, String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(where + ": expected " + name + " from 0 to 1 but received " + value
                    + ". It mixes two directions: 0 takes the first alone, 1 the second.");
        }
    }

    static void notNegative(String where, String name, double value, String advice) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    where + ": expected " + name + " of 0 or more but received " + value + ". " + advice);
        }
    }

    static void positive(String where, String name, double value, String advice) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    where + ": expected " + name + " above 0 but received " + value + ". " + advice);
        }
    }

    static void epsilon(String where, double value) {
        notNegative(where, "epsilon", value, "It keeps a division by almost nothing small; 1e-8 to 1e-5 are common.");
    }

    static void weightDecay(String where, double value) {
        notNegative(where, "weightDecay", value, "0 turns weight decay off; 0.01 is common.");
    }
}
