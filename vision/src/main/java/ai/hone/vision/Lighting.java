package ai.hone.vision;

/**
 * Brightness and contrast in one pass over values in 0 … 1, on logits: x' = σ(contrast · (logit(x) + logit(brightness))).
 *
 * @param brightness 0 … 1, 0.5 changes nothing
 * @param contrast above 0, 1 changes nothing
 */
record Lighting(double brightness, double contrast) {
    static final Lighting NEUTRAL = new Lighting(0.5, 1);

    private static final float EPSILON = 1e-7f;

    /** The curve is read from a table of so many parts but for the first and last few, where it may be too steep. */
    private static final int CELLS = 4096;

    private static final float EDGE = 1 / 32f;

    void apply(float[] values, int from, int count) {
        if (contrast == 1) {
            if (brightness != 0.5) {
                brighten(values, from, count);
            }
        } else {
            adjust(values, from, count);
        }
    }

    /** With contrast 1, x' = x·o / (1 − x + x·o) for o = brightness / (1 − brightness): no logarithm is needed. */
    private void brighten(float[] values, int from, int count) {
        float odds = (float) (brightness / (1 - brightness));
        for (int i = from; i < from + count; i++) {
            float x = clamp(values[i]);
            float scaled = x * odds;
            values[i] = scaled / (1 - x + scaled);
        }
    }

    private void adjust(float[] values, int from, int count) {
        float k = (float) contrast;
        float shift = (float) (contrast * Math.log(brightness / (1 - brightness)) / Math.log(2));
        float[] table = new float[CELLS + 1];
        for (int i = 0; i <= CELLS; i++) {
            table[i] = curve((float) i / CELLS, k, shift);
        }
        float black = table[0];
        float white = table[CELLS];
        for (int i = from; i < from + count; i++) {
            float x = values[i];
            if (x > EDGE && x < 1 - EDGE) {
                float place = x * CELLS;
                int cell = (int) place;
                float low = table[cell];
                values[i] = low + (place - cell) * (table[cell + 1] - low);
            } else {
                values[i] = x <= 0 ? black : x >= 1 ? white : curve(x, k, shift);
            }
        }
    }

    /** x' = 1 / (1 + 2^(contrast · log2((1 − x) / x) − contrast · log2(odds))), with polynomials for the logarithm and the power. */
    private static float curve(float value, float contrast, float shift) {
        float x = clamp(value);
        return 1 / (1 + exp2(contrast * log2((1 - x) / x) - shift));
    }

    private static float clamp(float x) {
        return Math.min(1 - EPSILON, Math.max(EPSILON, x));
    }

    /** Within 2e-6 for positive normal numbers: exponent, plus 2/ln 2 · artanh((m − 1)/(m + 1)) of a mantissa in √½ … √2. */
    static float log2(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits - 0x3f3504f3) >> 23;
        float m = Float.intBitsToFloat(bits - (exponent << 23));
        float t = (m - 1) / (m + 1);
        float t2 = t * t;
        return exponent + t * (2.88539f + t2 * (0.9617967f + t2 * (0.5770780f + t2 * 0.4121986f)));
    }

    /** Within 1e-6 of the value for −126 … 126: a power of two by its bits, times the Taylor series of the rest in −½ … ½. */
    static float exp2(float x) {
        float bounded = x > 126 ? 126 : x < -126 ? -126 : x;
        int whole = (int) (bounded + 126.5f) - 126;
        float f = bounded - whole;
        float fraction = 1
                + f
                        * (0.6931472f
                                + f
                                        * (0.2402265f
                                                + f
                                                        * (0.05550411f
                                                                + f
                                                                        * (0.00961813f
                                                                                + f
                                                                                        * (0.00133336f
                                                                                                + f * 0.00015404f)))));
        return fraction * Float.intBitsToFloat((whole + 127) << 23);
    }
}
