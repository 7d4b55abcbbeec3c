package ai.hone.kernel.nd4j;

import ai.hone.tensor.Threads;

/** Gathering rows and adding into rows, along axis 0. */
final class Rows {
    private Rows() {}

    static void gather(Nd4jStorage x, Nd4jStorage indices, Nd4jStorage y) {
        int row = row(x);
        int bytes = x.dtype().bytes();
        Parallel.run(indices.size, Math.max(1, 16 * Parallel.CHUNK / Math.max(1, row)), (from, to, s) -> {
            for (int i = from; i < to; i++) {
                int source = Math.toIntExact(indices.longAt(i)) * row;
                y.block.bytes.put(
                        (y.offset + i * row) * bytes, x.block.bytes, (x.offset + source) * bytes, row * bytes);
            }
        });
    }

    /** Each thread owns a range of target rows and reads all indices, so duplicates never race and always add in order. */
    static void scatterAdd(Nd4jStorage gradient, Nd4jStorage indices, Nd4jStorage y) {
        int rows = (int) y.shape().dim(0);
        int row = row(y);
        int least = gradient.size < 16 * Parallel.CHUNK ? rows : Math.max(1, rows / Threads.current());
        Parallel.run(rows, least, (from, to, s) -> {
            for (int i = 0; i < indices.size; i++) {
                int target = (int) indices.longAt(i);
                if (target >= from && target < to) {
                    add(gradient, i * row, y, target * row, row, s);
                }
            }
        });
    }

    private static void add(Nd4jStorage gradient, int from, Nd4jStorage y, int to, int count, Scratch s) {
        for (int at = 0; at < count; at += Parallel.CHUNK) {
            int n = Math.min(Parallel.CHUNK, count - at);
            if (y.isFloat()) {
                gradient.read(from + at, s.a, 0, n);
                y.read(to + at, s.b, 0, n);
                for (int i = 0; i < n; i++) {
                    s.b[i] += s.a[i];
                }
                y.write(to + at, s.b, 0, n);
            } else {
                gradient.read(from + at, s.x, 0, n);
                y.read(to + at, s.y, 0, n);
                for (int i = 0; i < n; i++) {
                    s.y[i] += s.x[i];
                }
                y.write(to + at, s.y, 0, n);
            }
        }
    }

    private static int row(Nd4jStorage x) {
        int row = 1;
        for (int i = 1; i < x.shape().rank(); i++) {
            row *= (int) x.shape().dim(i);
        }
        return row;
    }
}
