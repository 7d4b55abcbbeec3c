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

    /** {@code ", name 2"} or {@code ", name 2×1"}, empty for the default. */
    static String shown(String name, int height, int width, int usual) {
        if (height == usual && width == usual) {
            return "";
        }
        return ", " + name + " " + (height == width ? "" + height : height + "×" + width);
    }
}
