package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.Pooling.Windows;
import java.util.Arrays;

/**
 * Pooling of one FLOAT32 plane. Windows are joined down the rows first, which vectorises, then along the row; the derivative of the
 * maximum compares whole-number keys, so that it has no branch for random values to mispredict.
 */
final class FloatPlanes {
    private final int width;
    private final Windows rows;
    private final Windows columns;
    private final float[] row;
    private final long[] keys;

    FloatPlanes(int height, int width, Windows rows, Windows columns) {
        this.width = width;
        this.rows = rows;
        this.columns = columns;
        row = new float[width];
        keys = new long[height * width];
    }

    void max(float[] in, float[] out) {
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            Arrays.fill(row, Float.NEGATIVE_INFINITY);
            for (int h = rows.start()[i]; h < rows.end()[i]; h++) {
                raise(row, in, h * width, width);
            }
            for (int j = 0; j < columns.start().length; j++) {
                float top = Float.NEGATIVE_INFINITY;
                for (int w = columns.start()[j]; w < columns.end()[j]; w++) {
                    top = Math.max(top, row[w]);
                }
                out[o++] = top;
            }
        }
    }

    private static void raise(float[] row, float[] in, int at, int count) {
        for (int w = 0; w < count; w++) {
            row[w] = Math.max(row[w], in[at + w]);
        }
    }

    void mean(float[] in, float[] out, float divisor) {
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            Arrays.fill(row, 0);
            for (int h = rows.start()[i]; h < rows.end()[i]; h++) {
                add(row, 0, in, h * width, width);
            }
            for (int j = 0; j < columns.start().length; j++) {
                float sum = 0;
                for (int w = columns.start()[j]; w < columns.end()[j]; w++) {
                    sum += row[w];
                }
                out[o++] = sum / divisor;
            }
        }
    }

    private static void add(float[] to, int toAt, float[] from, int fromAt, int count) {
        for (int w = 0; w < count; w++) {
            to[toAt + w] += from[fromAt + w];
        }
    }

    void maxBackward(float[] in, float[] gradient, float[] result) {
        makeKeys(in, keys);
        Arrays.fill(result, 0);
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            for (int j = 0; j < columns.start().length; j++) {
                long best = Long.MIN_VALUE;
                for (int h = rows.start()[i]; h < rows.end()[i]; h++) {
                    for (int at = h * width + columns.start()[j]; at < h * width + columns.end()[j]; at++) {
                        best = Math.max(best, keys[at]);
                    }
                }
                float g = gradient[o++];
                if (best != Long.MIN_VALUE) {
                    result[~(int) best] += g;
                }
            }
        }
    }

    /** The value as an ordered whole number above, the place below, reversed so that of equal values the first is largest. */
    private static void makeKeys(float[] in, long[] keys) {
        for (int i = 0; i < keys.length; i++) {
            // Adding zero makes −0 equal to 0.
            int bits = Float.floatToRawIntBits(in[i] + 0f);
            int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
            keys[i] = (long) ordered << 32 | ~i & 0xffffffffL;
        }
    }

    void meanBackward(float[] gradient, float divisor, float[] result) {
        Arrays.fill(result, 0);
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            Arrays.fill(row, 0);
            for (int j = 0; j < columns.start().length; j++) {
                float part = gradient[o++] / divisor;
                for (int w = columns.start()[j]; w < columns.end()[j]; w++) {
                    row[w] += part;
                }
            }
            for (int h = rows.start()[i]; h < rows.end()[i]; h++) {
                add(result, h * width, row, 0, width);
            }
        }
    }
}
