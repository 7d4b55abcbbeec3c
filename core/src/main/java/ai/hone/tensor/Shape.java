package ai.hone.tensor;

import java.util.Arrays;

/** Immutable dimensions, outermost first; rank 0 is a scalar, and a dimension may be 0. */
public final class Shape {
    /** The shape of a single number. */
    public static final Shape SCALAR = new Shape();

    private final long[] dims;

    private Shape(long... dims) {
        this.dims = dims;
    }

    /** @throws ShapeException if a dimension is negative */
    public static Shape of(long... dims) {
        for (long d : dims) {
            if (d < 0) {
                throw new ShapeException("shape: expected dimensions of 0 or more but received " + Arrays.toString(dims)
                        + ". Only reshape takes -1, for the one dimension it may work out itself.");
            }
        }
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    /** @param axis 0 … rank-1, or negative to count from the end */
    public long dim(int axis) {
        return dims[axis(axis)];
    }

    /** The number of elements; 1 for a scalar. */
    public long size() {
        long n = 1;
        for (long d : dims) {
            n *= d;
        }
        return n;
    }

    public long[] dims() {
        return dims.clone();
    }

    /** The axis counted from the front.
     * @throws ShapeException if it is not within -rank … rank-1 */
    public int axis(int axis) {
        if (axis < -dims.length || axis >= dims.length) {
            throw new ShapeException("axis: expected " + -dims.length + " … " + (dims.length - 1) + " for shape " + this
                    + " but received " + axis + ". Count axes from 0, or from the end with negative numbers.");
        }
        return axis < 0 ? axis + dims.length : axis;
    }

    /** All the given axes counted from the front, sorted; none given means every axis. */
    public int[] axes(int... axes) {
        if (axes.length == 0) {
            int[] all = new int[dims.length];
            Arrays.setAll(all, i -> i);
            return all;
        }
        int[] sorted = Arrays.stream(axes).map(this::axis).sorted().toArray();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new ShapeException("axes: expected different axes but received " + Arrays.toString(axes)
                        + ". Name each axis once.");
            }
        }
        return sorted;
    }

    /** The same dimensions with one replaced. */
    public Shape with(int axis, long dim) {
        long[] copy = dims.clone();
        copy[axis(axis)] = dim;
        return of(copy);
    }

    /** The dimensions that are left when the given axes are reduced, kept as 1 or dropped. */
    public Shape reduced(int[] axes, boolean keepDims) {
        boolean[] gone = new boolean[dims.length];
        for (int a : axes) {
            gone[axis(a)] = true;
        }
        long[] out = new long[dims.length];
        int n = 0;
        for (int i = 0; i < dims.length; i++) {
            if (!gone[i]) {
                out[n++] = dims[i];
            } else if (keepDims) {
                out[n++] = 1;
            }
        }
        return of(Arrays.copyOf(out, n));
    }

    /** The shape two operands broadcast to: aligned at the right, each pair of dimensions equal or one of them 1.
     * @throws ShapeException if they do not fit */
    public Shape broadcast(Shape other) {
        if (equals(other)) {
            return this;
        }
        int rank = Math.max(rank(), other.rank());
        long[] out = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long a = i <= rank() ? dims[rank() - i] : 1;
            long b = i <= other.rank() ? other.dims[other.rank() - i] : 1;
            if (a != b && a != 1 && b != 1) {
                throw new ShapeException(
                        "broadcast: expected shapes whose dimensions are equal or 1, from the right, but received "
                                + this + " and " + other + ". Reshape or permute one of them.");
            }
            out[rank - i] = a == 1 ? b : a;
        }
        return of(out);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
