package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;

/** The mean of each window; padding counts as zeros, as in PyTorch. [N, C, H, W] becomes [N, C, H', W'] with H' = ⌊(H + 2·padding − kernel)/stride⌋ + 1. */
public final class AveragePool2d extends Layer {
    private final Geometry geometry;

    AveragePool2d(int kernel, Consumer<PoolOptions> options) {
        PoolOptions o = new PoolOptions(kernel);
        options.accept(o);
        this.geometry = o.geometry();
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.AveragePool2d.averagePool2d(x, geometry);
    }

    @Override
    public String toString() {
        return "AveragePool2d" + PoolOptions.shown(geometry);
    }
}
