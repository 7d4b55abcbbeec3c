package ai.hone.nn;

/** Checks of layers' settings, and their text. */
final class Require {
    private Require() {}

    static int atLeast(String where, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(where + ": expected " + least + " or more but received " + value
                    + ". Sizes are counted in elements.");
        }
        return value;
    }

    static double finite(String where, double value, String why) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(where + ": expected a finite number but received " + value + ". " + why);
        }
        return value;
    }

    static double aboveZero(String where, double value, String why) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    where + ": expected a number above 0 but received " + value + ". " + why);
        }
        return value;
    }

    static double notNegative(String where, double value, String why) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    where + ": expected a number of 0 or more but received " + value + ". " + why);
        }
        return value;
    }

    static int dimensions(String where, int count) {
        if (count != 1 && count != 2) {
            throw new IllegalArgumentException(where + ": expected 1 or 2 but received " + count
                    + ". Sequences [N, C, L] have 1, pictures [N, C, H, W] have 2.");
        }
        return count;
    }

    static void groups(String where, int groups, int in, int out) {
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException(where + ": expected a divisor of in " + in + " and out " + out
                    + " but received " + groups + ". Every group takes an equal share of the channels.");
        }
    }

    /** {@code ", name 2"} or {@code ", name 2×1"}, empty for the default. */
    static String shown(String name, int height, int width, int usual) {
        if (height == usual && width == usual) {
            return "";
        }
        return ", " + name + " " + (height == width ? "" + height : height + "×" + width);
    }
}
