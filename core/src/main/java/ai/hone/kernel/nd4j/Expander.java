package ai.hone.kernel.nd4j;

import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Reads an array as if it were broadcast to a larger shape, in pieces of the larger shape's row-major order. */
final class Expander {
    private final Nd4jStorage array;
    /** The larger shape with neighbouring dimensions merged where that changes nothing; strides are 0 along repeated ones. */
    private final int[] dims;

    private final int[] strides;
    private final boolean same;

    Expander(Nd4jStorage array, Shape to) {
        this.array = array;
        array.checkOpen();
        same = array.size == to.size();
        int rank = to.rank();
        int[] allDims = new int[rank];
        int[] allStrides = new int[rank];
        int stride = 1;
        int n = 0;
        int skipped = rank - array.shape().rank();
        // From the innermost outwards: merge a dimension into the previous one if both are repeated or both are real.
        for (int i = rank - 1; i >= 0; i--) {
            int size = (int) to.dim(i);
            int own = i < skipped ? 1 : (int) array.shape().dim(i - skipped);
            if (size == 1) {
                continue;
            }
            int step = own == 1 ? 0 : stride;
            stride *= own;
            if (n > 0 && (step == 0) == (allStrides[n - 1] == 0)) {
                allDims[n - 1] *= size;
            } else {
                allDims[n] = size;
                allStrides[n++] = step;
            }
        }
        dims = Arrays.copyOf(allDims, n);
        strides = Arrays.copyOf(allStrides, n);
    }

    void read(int from, float[] to, int count) {
        if (same) {
            array.read(from, to, 0, count);
            return;
        }
        for (int done = 0; done < count; ) {
            int run = run(from + done, count - done);
            int at = position(from + done);
            if (strides[0] == 0) {
                Arrays.fill(to, done, done + run, array.floatAt(at));
            } else {
                array.read(at, to, done, run);
            }
            done += run;
        }
    }

    void read(int from, double[] to, int count) {
        if (same) {
            array.read(from, to, 0, count);
            return;
        }
        for (int done = 0; done < count; ) {
            int run = run(from + done, count - done);
            int at = position(from + done);
            if (strides[0] == 0) {
                array.read(at, to, done, 1);
                Arrays.fill(to, done, done + run, to[done]);
            } else {
                array.read(at, to, done, run);
            }
            done += run;
        }
    }

    private int run(int index, int most) {
        return Math.min(dims[0] - index % dims[0], most);
    }

    private int position(int index) {
        int at = 0;
        int rest = index;
        for (int i = 0; i < dims.length; i++) {
            at += rest % dims[i] * strides[i];
            rest /= dims[i];
        }
        return at;
    }
}
