package ai.hone.vision;

/** Checks sizes given by users. */
final class Sizes {
    private Sizes() {}

    static void check(String where, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(where + ": expected a height and width of at least 1 but received "
                    + height + "×" + width + ". Sizes are pixels.");
        }
    }

    static void probability(String where, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(
                    where + ": expected a probability of 0 … 1 but received " + p + ". 0.5 is every second picture.");
        }
    }
}
