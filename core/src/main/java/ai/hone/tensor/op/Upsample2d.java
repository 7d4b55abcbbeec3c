package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;

/** Pictures x [N, C, H, W] at another size, as PyTorch's interpolate without antialiasing; the derivative spreads each gradient over what it was read from. */
public final class Upsample2d {
    private Upsample2d() {}

    /** How an element between others is made. */
    public enum Mode {
        /** Element ⌊i·in/out⌋. */
        NEAREST,
        /** A mean of the two neighbours of (i + ½)·in/out − ½ along each axis, weighted by distance; nothing is read beyond the edge. */
        BILINEAR,
        /** The same at i·(in − 1)/(out − 1): corners lie on corners. PyTorch's align_corners. */
        BILINEAR_ALIGNED
    }

    /** @return [N, C, height, width] */
    public static Tensor upsample2d(Tensor x, int height, int width, Mode mode) {
        Shape s = Operands.floating("upsample2d", x).shape();
        if (s.rank() != 4 || s.dim(2) == 0 || s.dim(3) == 0) {
            throw new ShapeException("upsample2d: expected input [N, C, H, W] with at least one row and column but"
                    + " received " + s + ".");
        }
        if (height < 1 || width < 1) {
            throw new ShapeException(
                    "upsample2d: expected a size of 1×1 or more but received " + height + "×" + width + ".");
        }
        if (s.dim(2) == height && s.dim(3) == width) {
            return x;
        }
        boolean whole = mode == Mode.NEAREST && height % s.dim(2) == 0 && width % s.dim(3) == 0;
        Storage y = Operands.compute(
                "upsample2d", () -> whole ? repeat(x, height, width) : resample(x, height, width, mode, false));
        return Autograd.record(
                "upsample2d",
                Autograd.Reads.NOTHING,
                y,
                x,
                (g, r) -> whole ? fold(g, s) : resample(g, (int) s.dim(2), (int) s.dim(3), mode, true));
    }

    private static Tensor repeat(Tensor x, int height, int width) {
        Shape s = x.shape();
        long planes = s.dim(0) * s.dim(1);
        return x.reshape(planes, s.dim(2), 1, s.dim(3), 1)
                .broadcastTo(planes, s.dim(2), height / s.dim(2), s.dim(3), width / s.dim(3))
                .reshape(s.dim(0), s.dim(1), height, width);
    }

    private static Tensor fold(Tensor g, Shape s) {
        long down = g.shape().dim(2) / s.dim(2);
        long right = g.shape().dim(3) / s.dim(3);
        return g.reshape(s.dim(0) * s.dim(1), s.dim(2), down, s.dim(3), right)
                .sum(2, 4)
                .reshape(s.dims());
    }

    /** A product with a matrix of weights along each axis; the way back multiplies by the same matrices, transposed. */
    private static Tensor resample(Tensor x, int height, int width, Mode mode, boolean back) {
        Shape s = x.shape();
        long planes = s.dim(0) * s.dim(1);
        Tensor wide = along(x.reshape(planes * s.dim(2), s.dim(3)), width, mode, back);
        Tensor turned = wide.reshape(planes, s.dim(2), width).transpose().reshape(planes * width, s.dim(2));
        Tensor tall = along(turned, height, mode, back);
        return tall.reshape(planes, width, height).transpose().reshape(s.dim(0), s.dim(1), height, width);
    }

    private static Tensor along(Tensor rows, int to, Mode mode, boolean back) {
        int from = Math.toIntExact(rows.shape().dim(1));
        if (from == to) {
            return rows;
        }
        double[] weights = back ? weights(to, from, mode) : weights(from, to, mode);
        Kernels kernels = rows.kernels();
        Shape shape = back ? Shape.of(from, to) : Shape.of(to, from);
        Tensor matrix = Operands.constant("weights", kernels.of(weights, shape, rows.dtype()));
        return Operands.constant("upsample2d", kernels.matmul(rows.storage(), false, matrix.storage(), !back));
    }

    /** [out, in]: row i says what element i of the result is made of. */
    private static double[] weights(int in, int out, Mode mode) {
        double[] w = new double[Math.multiplyExact(in, out)];
        for (int i = 0; i < out; i++) {
            double at = position(i, in, out, mode);
            int low = Math.min((int) at, in - 1);
            double high = mode == Mode.NEAREST ? 0 : at - low;
            w[i * in + low] += 1 - high;
            w[i * in + Math.min(low + 1, in - 1)] += high;
        }
        return w;
    }

    private static double position(int i, int in, int out, Mode mode) {
        return switch (mode) {
            case NEAREST -> (double) ((long) i * in / out);
            case BILINEAR -> Math.max(0, (i + 0.5) * in / out - 0.5);
            case BILINEAR_ALIGNED -> out == 1 ? 0 : (double) i * (in - 1) / (out - 1);
        };
    }
}
