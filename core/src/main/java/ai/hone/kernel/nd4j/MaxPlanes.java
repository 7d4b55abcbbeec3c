package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.Pooling.Windows;
import java.util.Arrays;

/**
 * The maximum over windows of one FLOAT32 plane, on whole numbers that are ordered like the floats: their loops vectorise and have no
 * branch that random values would mispredict. Windows are joined down the rows first, then along the row.
 */
final class MaxPlanes {
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    /** Minus infinity in that order. */
    private static final int LOWEST = ~INFINITY;

    private final int width;
    private final Windows rows;
    /** The largest value of each column within the rows of the window, and the first row that has it. */
    private final int[] tops;

    private final int[] topRows;

    /** For the k-th place of the window at output j, its column; past the end again the last one, or the empty column after all others. */
    private final int[][] reach;

    private final int[] line;
    private final int[] places;

    MaxPlanes(int width, Windows rows, Windows columns) {
        this.width = width;
        this.rows = rows;
        tops = new int[width + 1];
        topRows = new int[width + 1];
        reach = reach(columns, width);
        line = new int[columns.start().length];
        places = new int[line.length];
    }

    private static int[][] reach(Windows columns, int width) {
        int widest = 0;
        for (int j = 0; j < columns.start().length; j++) {
            widest = Math.max(widest, columns.end()[j] - columns.start()[j]);
        }
        int[][] reach = new int[widest][columns.start().length];
        for (int k = 0; k < widest; k++) {
            for (int j = 0; j < reach[k].length; j++) {
                int last = columns.end()[j] - 1;
                reach[k][j] = last < columns.start()[j] ? width : Math.min(columns.start()[j] + k, last);
            }
        }
        return reach;
    }

    /** From the bits of floats to the bits of floats; the input is overwritten. */
    void forward(int[] in, int[] out) {
        toOrder(in);
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            joinRows(in, i);
            joinColumns();
            System.arraycopy(line, 0, out, o, line.length);
            o += line.length;
        }
        fromOrder(out);
    }

    /** Adds each gradient to the first largest element of its window; the input is overwritten. */
    void backward(int[] in, float[] gradient, float[] result) {
        toOrder(in);
        Arrays.fill(result, 0);
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            joinRows(in, i);
            findRows(in, i);
            joinColumns();
            findPlaces();
            for (int place : places) {
                float g = gradient[o++];
                if (place < result.length) {
                    result[place] += g;
                }
            }
        }
    }

    private void joinRows(int[] in, int i) {
        Arrays.fill(tops, LOWEST);
        for (int h = rows.start()[i]; h < rows.end()[i]; h++) {
            raise(tops, in, h * width, width);
        }
    }

    private static void raise(int[] tops, int[] in, int at, int count) {
        for (int w = 0; w < count; w++) {
            tops[w] = Math.max(tops[w], in[at + w]);
        }
    }

    private void findRows(int[] in, int i) {
        Arrays.fill(topRows, Integer.MAX_VALUE - width);
        for (int h = rows.end()[i] - 1; h >= rows.start()[i]; h--) {
            find(topRows, tops, in, h * width, width);
        }
    }

    private static void find(int[] topRows, int[] tops, int[] in, int at, int count) {
        for (int w = 0; w < count; w++) {
            int other = different(in[at + w], tops[w]);
            topRows[w] = topRows[w] & other | at & ~other;
        }
    }

    private void joinColumns() {
        Arrays.fill(line, LOWEST);
        for (int[] at : reach) {
            raise(line, tops, at);
        }
    }

    private static void raise(int[] line, int[] tops, int[] at) {
        for (int j = 0; j < line.length; j++) {
            line[j] = Math.max(line[j], tops[at[j]]);
        }
    }

    private void findPlaces() {
        Arrays.fill(places, Integer.MAX_VALUE);
        for (int[] at : reach) {
            find(places, line, tops, topRows, at);
        }
    }

    /** Where the column has the window's largest value, its place, if that comes first. */
    private static void find(int[] places, int[] line, int[] tops, int[] topRows, int[] at) {
        for (int j = 0; j < places.length; j++) {
            int w = at[j];
            places[j] = Math.min(places[j], topRows[w] + w | different(tops[w], line[j]) >>> 1);
        }
    }

    /** All bits set if the numbers differ, none if they are equal. */
    private static int different(int a, int b) {
        int d = a ^ b;
        return (d | -d) >> 31;
    }

    private static void toOrder(int[] bits) {
        for (int i = 0; i < bits.length; i++) {
            int b = bits[i];
            // NaN, whatever its sign, becomes the largest, as Math.max has it.
            b &= ~(INFINITY - (b & Integer.MAX_VALUE) & Integer.MIN_VALUE);
            b ^= b >> 31 & Integer.MAX_VALUE;
            // −0 is now −1: make it equal to 0.
            bits[i] = b & different(b, -1);
        }
    }

    private static void fromOrder(int[] bits) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] ^= bits[i] >> 31 & Integer.MAX_VALUE;
        }
    }
}
