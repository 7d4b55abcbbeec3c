package ai.hone.kernel.nd4j;

import ai.hone.tensor.DType;

/** Between the Java heap and native memory, and between element types. */
final class Transfer {
    private Transfer() {}

    static void put(float[] values, Nd4jStorage y) {
        if (y.isFloat()) {
            y.write(0, values, 0, y.size);
            return;
        }
        Parallel.chunks(y.size, (from, to, s) -> {
            for (int i = from; i < to; i++) {
                s.x[i - from] = values[i];
            }
            y.write(from, s.x, 0, to - from);
        });
    }

    static void put(long[] values, Nd4jStorage y) {
        if (y.dtype() == DType.INT64) {
            y.block.longs.put(y.offset, values, 0, y.size);
            return;
        }
        Parallel.chunks(y.size, (from, to, s) -> {
            for (int i = from; i < to; i++) {
                s.x[i - from] = values[i];
            }
            y.write(from, s.x, 0, to - from);
        });
    }

    static void put(byte[] values, Nd4jStorage y) {
        if (y.dtype() == DType.UINT8) {
            y.block.bytes.put(y.offset, values, 0, y.size);
            return;
        }
        if (y.isFloat()) {
            Parallel.chunks(y.size, (from, to, s) -> {
                for (int i = from; i < to; i++) {
                    s.a[i - from] = values[i] & 0xff;
                }
                y.write(from, s.a, 0, to - from);
            });
            return;
        }
        Parallel.chunks(y.size, (from, to, s) -> {
            for (int i = from; i < to; i++) {
                s.x[i - from] = values[i] & 0xff;
            }
            y.write(from, s.x, 0, to - from);
        });
    }

    static float[] floats(Nd4jStorage x) {
        float[] all = new float[x.size];
        if (x.isFloat()) {
            x.read(0, all, 0, x.size);
            return all;
        }
        double[] doubles = x.doubles();
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) doubles[i];
        }
        return all;
    }

    static long[] longs(Nd4jStorage x) {
        long[] all = new long[x.size];
        if (x.dtype() == DType.INT64) {
            x.block.longs.get(x.offset, all, 0, x.size);
            return all;
        }
        double[] doubles = x.doubles();
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) doubles[i];
        }
        return all;
    }

    /** The same elements, of one type. */
    static void copy(Nd4jStorage x, Nd4jStorage y) {
        int bytes = x.dtype().bytes();
        Parallel.run(
                x.size,
                16 * Parallel.CHUNK,
                (from, to, s) -> y.block.bytes.put(
                        (y.offset + from) * bytes, x.block.bytes, (x.offset + from) * bytes, (to - from) * bytes));
    }

    static void cast(Nd4jStorage x, Nd4jStorage y) {
        if (x.dtype() == y.dtype()) {
            copy(x, y);
            return;
        }
        Parallel.chunks(x.size, (from, to, s) -> {
            x.read(from, s.x, 0, to - from);
            y.write(from, s.x, 0, to - from);
        });
    }
}
