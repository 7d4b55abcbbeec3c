package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;

/** The largest value of each window; padding never wins. [N, C, H, W] becomes [N, C, H', W'] with H' = ⌊(H + 2·padding − kernel)/stride⌋ + 1. */
public final class MaxPool2d extends Layer {
    private final Geometry geometry;

    MaxPool2d(int kernel, Consumer<PoolOptions> options) {
        PoolOptions o = new PoolOptions(kernel);
        options.accept(o);
        this.geometry = o.geometry();
    }

    @Override
    protected Tensor forward(Tensor x) {
        return ai.hone.tensor.op.MaxPool2d.maxPool2d(x, geometry);
    }

    @Override
    public String toString() {
        return "MaxPool2d" + PoolOptions.shown(geometry);
    }
}
