package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/**
 * Channels become pixels: y[n, c, r·h + i, r·w + j] = x[n, c·r² + i·r + j, h, w] for the factor r (Shi et al. 2016), as PyTorch's
 * {@code PixelShuffle}. [N, C·r², H, W] becomes [N, C, r·H, r·W].
 */
public final class PixelShuffle extends Layer {
    private final int factor;

    PixelShuffle(int factor) {
        this.factor = Require.atLeast("pixelShuffle.factor", factor, 1);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape s = x.shape();
        long square = (long) factor * factor;
        if (s.rank() != 4 || s.dim(1) % square != 0) {
            throw new ShapeException("pixelShuffle: expected input [N, C·" + square + ", H, W] but received " + s
                    + ". Every pixel becomes " + factor + "×" + factor + " pixels of a channel.");
        }
        long channels = s.dim(1) / square;
        return x.reshape(s.dim(0), channels, factor, factor, s.dim(2), s.dim(3))
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(s.dim(0), channels, factor * s.dim(2), factor * s.dim(3));
    }

    @Override
    public String toString() {
        return "PixelShuffle(" + factor + ")";
    }
}
