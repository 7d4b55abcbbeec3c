package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.AveragePool2d;
import ai.hone.tensor.op.Concat;

/**
 * Means of windows that do not overlap, with the windows that the edge cuts: PyTorch's AvgPool2d with ceil_mode, or for sequences its AvgPool1d.
 * [N, C, H, W] becomes [N, C, ⌈H/side⌉, ⌈W/side⌉].
 */
final class CeilAveragePool2d extends Layer {
    private final int side;
    private final boolean line;

    CeilAveragePool2d(int side, boolean line) {
        this.side = side;
        this.line = line;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return line ? Line.fromPicture(pool(Line.toPicture("averagePool1d", x), 1)) : pool(x, side);
    }

    private Tensor pool(Tensor x, int height) {
        if (x.shape().rank() != 4) {
            throw new ai.hone.tensor.ShapeException(
                    "averagePool2d: expected input [N, C, H, W] but received " + x.shape() + ".");
        }
        Geometry geometry = new Geometry(height, side, height, side, 0, 0, 1, 1, 1);
        long cutBelow = x.shape().dim(2) % height;
        long cutRight = x.shape().dim(3) % side;
        if (cutBelow == 0 && cutRight == 0) {
            return AveragePool2d.averagePool2d(x, geometry);
        }
        Tensor padded = padded(padded(x, 2, height), 3, side);
        Tensor means = AveragePool2d.averagePool2d(padded, geometry);
        return scaled(scaled(means, 2, height, cutBelow), 3, side, cutRight);
    }

    private static Tensor padded(Tensor x, int axis, int side) {
        long missing = Math.floorMod(-x.shape().dim(axis), (long) side);
        Shape zeros = x.shape().with(axis, missing);
        return missing == 0 ? x : Concat.concat(axis, x, Tensor.full(0, x.dtype(), zeros.dims()));
    }

    /** The last windows hold fewer elements than they were divided by. */
    private static Tensor scaled(Tensor y, int axis, int side, long cut) {
        if (cut == 0) {
            return y;
        }
        double[] factors = new double[Math.toIntExact(y.shape().dim(axis))];
        java.util.Arrays.fill(factors, 1);
        factors[factors.length - 1] = (double) side / cut;
        Tensor line = Tensor.of(factors, factors.length).to(y.dtype());
        return y.mul(axis == 2 ? line.reshape(-1, 1) : line);
    }

    @Override
    public String toString() {
        return line
                ? "AveragePool1d(kernel " + side + ", ceil)"
                : "AveragePool2d(kernel " + side + "×" + side + ", ceil)";
    }
}
