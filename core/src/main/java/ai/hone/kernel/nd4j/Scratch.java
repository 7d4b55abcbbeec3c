package ai.hone.kernel.nd4j;

import java.util.Arrays;

/** A thread's own heap arrays: loops over them vectorise, which loops over native buffers do not. */
final class Scratch {
    private static final ThreadLocal<Scratch> LOCAL = ThreadLocal.withInitial(Scratch::new);

    /**
     * Lengths that, one after another with their headers of 16 bytes, put every array at the same place of a cache line, and no two at the same
     * place of a page: otherwise wide loads straddle lines, and wait for stores to other arrays that look as if they overlapped.
     */
    private static final int FLOATS = Parallel.CHUNK + 12 + 16;

    final float[] a = new float[FLOATS];
    final float[] b = new float[FLOATS];
    final float[] c = new float[FLOATS];
    final float[] d = new float[FLOATS];
    final float[] e = new float[FLOATS];
    final float[] f = new float[FLOATS];
    final float[] g = new float[FLOATS];
    /** Only for conversion between element types while reading and writing. */
    final float[] converted = new float[FLOATS];

    final int[] i = new int[FLOATS];
    final int[] j = new int[FLOATS];
    final double[] x = new double[Parallel.CHUNK];
    final double[] y = new double[Parallel.CHUNK];
    final double[] z = new double[Parallel.CHUNK];

    private float[][] rows = new float[0][];
    private double[][] wideRows = new double[0][];
    private final float[][] rooms = new float[4][0];
    private final double[][] wideRooms = new double[5][0];

    /** One of four arrays of at least this many floats, with whatever it held before. */
    float[] room(int number, int size) {
        if (rooms[number].length < size) {
            rooms[number] = new float[Math.max(Parallel.CHUNK, Integer.highestOneBit(size - 1) << 1)];
        }
        return rooms[number];
    }

    /** One of five arrays of at least this many doubles, with whatever it held before. */
    double[] wideRoom(int number, int size) {
        if (wideRooms[number].length < size) {
            wideRooms[number] = new double[Math.max(Parallel.CHUNK / 4, size)];
        }
        return wideRooms[number];
    }

    /** So many arrays as long as {@link #a} and with none of the fields among them, with whatever they held before. */
    float[][] rows(int count) {
        if (rows.length != count) {
            float[][] next = Arrays.copyOf(rows, count);
            for (int r = rows.length; r < count; r++) {
                next[r] = new float[FLOATS];
            }
            rows = next;
        }
        return rows;
    }

    /** The same as long as {@link #x}. */
    double[][] wideRows(int count) {
        if (wideRows.length != count) {
            double[][] next = Arrays.copyOf(wideRows, count);
            for (int r = wideRows.length; r < count; r++) {
                next[r] = new double[Parallel.CHUNK];
            }
            wideRows = next;
        }
        return wideRows;
    }

    static Scratch local() {
        return LOCAL.get();
    }
}
