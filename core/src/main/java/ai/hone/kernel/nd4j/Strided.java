package ai.hone.kernel.nd4j;

import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Copies elements of any type between two row-major blocks, walked with strides of their own: the one loop under all movement. */
final class Strided {
    private static final int TILE = 32;
    /** Below this many elements a loop beats the call of a bulk copy. */
    private static final int SHORT_RUN = 8;

    private final int elementBytes;
    private final Block from;
    private final Block to;
    private int[] dims;
    private int[] fromStrides;
    private int[] toStrides;

    private Strided(int elementBytes, Block from, Block to, int[] dims, int[] fromStrides, int[] toStrides) {
        this.elementBytes = elementBytes;
        this.from = from;
        this.to = to;
        this.dims = dims;
        this.fromStrides = fromStrides;
        this.toStrides = toStrides;
        merge();
    }

    /** Offsets count from the arrays' own first elements. */
    static void copy(
            Nd4jStorage source,
            int sourceAt,
            int[] sourceStrides,
            Nd4jStorage target,
            int targetAt,
            int[] targetStrides,
            int[] dims) {
        source.checkOpen();
        target.checkOpen();
        for (int dim : dims) {
            if (dim == 0) {
                return;
            }
        }
        new Strided(source.dtype().bytes(), source.block, target.block, dims, sourceStrides, targetStrides)
                .run(source.offset + sourceAt, target.offset + targetAt);
    }

    static int[] rowMajor(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= (int) shape.dim(i);
        }
        return strides;
    }

    static int[] dims(Shape shape) {
        return Arrays.stream(shape.dims()).mapToInt(Math::toIntExact).toArray();
    }

    /** Drops dimensions of 1 and joins neighbours that both sides walk evenly. */
    private void merge() {
        int n = 0;
        int[] d = new int[dims.length + 1];
        int[] f = new int[dims.length + 1];
        int[] t = new int[dims.length + 1];
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 1) {
                continue;
            }
            if (n > 0 && f[n - 1] == fromStrides[i] * dims[i] && t[n - 1] == toStrides[i] * dims[i]) {
                d[n - 1] *= dims[i];
                f[n - 1] = fromStrides[i];
                t[n - 1] = toStrides[i];
            } else {
                d[n] = dims[i];
                f[n] = fromStrides[i];
                t[n++] = toStrides[i];
            }
        }
        if (n == 0) {
            d[0] = 1;
            f[0] = 1;
            t[0] = 1;
            n = 1;
        }
        dims = Arrays.copyOf(d, n);
        fromStrides = Arrays.copyOf(f, n);
        toStrides = Arrays.copyOf(t, n);
    }

    private void run(int fromAt, int toAt) {
        int inner = 1;
        for (int i = 1; i < dims.length; i++) {
            inner *= dims[i];
        }
        int least = Math.max(1, 16 * Parallel.CHUNK / inner);
        Parallel.run(
                dims[0],
                least,
                (first, last, scratch) ->
                        walk(0, last - first, fromAt + first * fromStrides[0], toAt + first * toStrides[0]));
    }

    private void walk(int level, int count, int fromAt, int toAt) {
        if (level == dims.length - 1) {
            line(count, fromAt, fromStrides[level], toAt, toStrides[level]);
        } else if (level == dims.length - 2 && transposes(count)) {
            transpose(count, fromAt, toAt);
        } else {
            for (int i = 0; i < count; i++) {
                walk(level + 1, dims[level + 1], fromAt + i * fromStrides[level], toAt + i * toStrides[level]);
            }
        }
    }

    private void line(int count, int fromAt, int fromStride, int toAt, int toStride) {
        if (fromStride == 1 && toStride == 1 && count >= SHORT_RUN) {
            to.bytes.put(toAt * elementBytes, from.bytes, fromAt * elementBytes, count * elementBytes);
            return;
        }
        switch (elementBytes) {
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    to.ints.put(toAt + i * toStride, from.ints.get(fromAt + i * fromStride));
                }
            }
            case 8 -> {
                for (int i = 0; i < count; i++) {
                    to.longs.put(toAt + i * toStride, from.longs.get(fromAt + i * fromStride));
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    to.bytes.put(toAt + i * toStride, from.bytes.get(fromAt + i * fromStride));
                }
            }
        }
    }

    /** Whether the last two dimensions are a plain transposition of four-byte elements. */
    private boolean transposes(int rows) {
        int last = dims.length - 1;
        return elementBytes == 4
                && fromStrides[last - 1] == 1
                && toStrides[last] == 1
                && rows >= SHORT_RUN
                && dims[last] >= SHORT_RUN;
    }

    /** In square tiles, so that both sides are touched in runs. */
    private void transpose(int rows, int fromAt, int toAt) {
        int columns = dims[dims.length - 1];
        int fromStride = fromStrides[dims.length - 1];
        int toStride = toStrides[dims.length - 2];
        Scratch scratch = Scratch.local();
        int[] in = scratch.i;
        int[] out = scratch.j;
        for (int r = 0; r < rows; r += TILE) {
            int height = Math.min(TILE, rows - r);
            for (int c = 0; c < columns; c += TILE) {
                int width = Math.min(TILE, columns - c);
                for (int i = 0; i < width; i++) {
                    from.ints.get(fromAt + (c + i) * fromStride + r, in, i * TILE, height);
                }
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        out[i * TILE + j] = in[j * TILE + i];
                    }
                }
                for (int i = 0; i < height; i++) {
                    to.ints.put(toAt + (r + i) * toStride + c, out, i * TILE, width);
                }
            }
        }
    }
}
