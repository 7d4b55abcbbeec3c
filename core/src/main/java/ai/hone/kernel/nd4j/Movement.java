package ai.hone.kernel.nd4j;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;

/** Rearranging and joining arrays, all by {@link Strided}. */
final class Movement {
    private Movement() {}

    static Nd4jStorage permute(Nd4jKernels kernels, Nd4jStorage x, int[] axes) {
        int[] strides = Strided.rowMajor(x.shape());
        long[] dims = new long[axes.length];
        int[] permuted = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            dims[i] = x.shape().dim(axes[i]);
            permuted[i] = strides[axes[i]];
        }
        return collect(kernels, x, 0, permuted, Shape.of(dims));
    }

    static Nd4jStorage broadcastTo(Nd4jKernels kernels, Nd4jStorage x, Shape shape) {
        int[] own = Strided.rowMajor(x.shape());
        int[] strides = new int[shape.rank()];
        int skipped = shape.rank() - own.length;
        for (int i = 0; i < own.length; i++) {
            strides[skipped + i] = x.shape().dim(i) == 1 ? 0 : own[i];
        }
        return collect(kernels, x, 0, strides, shape);
    }

    static Nd4jStorage slice(Nd4jKernels kernels, Nd4jStorage x, long[] begin, long[] size) {
        int[] strides = Strided.rowMajor(x.shape());
        return collect(kernels, x, offset(begin, strides), strides, Shape.of(size));
    }

    static Nd4jStorage padInto(Nd4jKernels kernels, Nd4jStorage x, long[] begin, Shape shape) {
        Nd4jStorage y = kernels.full(shape, x.dtype(), 0);
        put(x, y, begin);
        return y;
    }

    static Nd4jStorage concat(Nd4jKernels kernels, Storage[] xs, int axis) {
        long length = 0;
        for (Storage x : xs) {
            length += x.shape().dim(axis);
        }
        Nd4jStorage y = kernels.empty(xs[0].shape().with(axis, length), xs[0].dtype());
        long[] begin = new long[y.shape().rank()];
        for (Storage x : xs) {
            put((Nd4jStorage) x, y, begin);
            begin[axis] += x.shape().dim(axis);
        }
        return y;
    }

    private static Nd4jStorage collect(Nd4jKernels kernels, Nd4jStorage x, int from, int[] strides, Shape shape) {
        Nd4jStorage y = kernels.empty(shape, x.dtype());
        Strided.copy(x, from, strides, y, 0, Strided.rowMajor(shape), Strided.dims(shape));
        return y;
    }

    private static void put(Nd4jStorage x, Nd4jStorage y, long[] begin) {
        int[] strides = Strided.rowMajor(y.shape());
        Strided.copy(x, 0, Strided.rowMajor(x.shape()), y, offset(begin, strides), strides, Strided.dims(x.shape()));
    }

    private static int offset(long[] begin, int[] strides) {
        int at = 0;
        for (int i = 0; i < begin.length; i++) {
            at += (int) begin[i] * strides[i];
        }
        return at;
    }
}
