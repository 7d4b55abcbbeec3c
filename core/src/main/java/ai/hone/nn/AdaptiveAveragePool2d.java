package ai.hone.nn;

import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.AdaptivePool2d;

/** Means over a grid of bins of nearly equal size: [N, C, H, W] becomes [N, C, height, width] whatever H and W. */
public final class AdaptiveAveragePool2d extends Layer {
    private final int height;
    private final int width;

    AdaptiveAveragePool2d(int height, int width) {
        this.height = Require.atLeast("adaptiveAveragePool2d.height", height, 1);
        this.width = Require.atLeast("adaptiveAveragePool2d.width", width, 1);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return AdaptivePool2d.adaptiveAveragePool2d(x, height, width);
    }

    @Override
    public String toString() {
        return "AdaptiveAveragePool2d(" + height + "×" + width + ")";
    }
}
