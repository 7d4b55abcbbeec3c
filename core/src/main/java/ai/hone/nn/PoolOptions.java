package ai.hone.nn;

import ai.hone.tensor.Geometry;

/** What pools share: the stride is the kernel's side and there is no padding, unless told otherwise. */
public final class PoolOptions {
    private final int kernel;
    private int stride;
    private int padding;

    PoolOptions(int kernel) {
        this.kernel = Require.atLeast("pool.kernel", kernel, 1);
        this.stride = kernel;
    }

    public PoolOptions stride(int side) {
        stride = Require.atLeast("pool.stride", side, 1);
        return this;
    }

    /** On each side; at most half the kernel, so that every window holds an element of the picture. */
    public PoolOptions padding(int side) {
        padding = Require.atLeast("pool.padding", side, 0);
        return this;
    }

    Geometry geometry() {
        check();
        return Geometry.square(kernel, stride, padding, 1, 1);
    }

    Geometry lineGeometry() {
        check();
        return new Geometry(1, kernel, 1, stride, 0, padding, 1, 1, 1);
    }

    private void check() {
        if (2 * padding > kernel) {
            throw new IllegalArgumentException("pool.padding: expected at most half the kernel of " + kernel
                    + " but received " + padding + ". A window of nothing but padding has no value.");
        }
    }

    static String shownLine(Geometry g) {
        return "(kernel " + g.kernelWidth()
                + Require.shown("stride", g.strideWidth(), g.strideWidth(), g.kernelWidth())
                + Require.shown("padding", g.paddingWidth(), g.paddingWidth(), 0) + ")";
    }

    static String shown(Geometry g) {
        return "(kernel " + g.kernelHeight() + "×" + g.kernelWidth()
                + Require.shown("stride", g.strideHeight(), g.strideWidth(), g.kernelHeight())
                + Require.shown("padding", g.paddingHeight(), g.paddingWidth(), 0) + ")";
    }
}
