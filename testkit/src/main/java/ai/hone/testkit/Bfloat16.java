package ai.hone.testkit;

/** The upper half of a float32: its range, with 8 significant bits. */
final class Bfloat16 {
    /** How far the nearest one may lie from a number, relative to it: half of the last of 8 bits. */
    static final double ROUNDING = 0x1p-8;

    private Bfloat16() {}

    /** The nearest one, on ties the one whose last bit is 0; NaN and infinities stay. */
    static double nearest(double value) {
        float single = (float) value;
        if (!Float.isFinite(single)) {
            return single;
        }
        int bits = Float.floatToRawIntBits(single);
        int up = 0x7fff + ((bits >> 16) & 1);
        return Float.intBitsToFloat((bits + up) & 0xffff0000);
    }

    static boolean holds(double value) {
        return Double.isNaN(value) || nearest(value) == value;
    }
}
