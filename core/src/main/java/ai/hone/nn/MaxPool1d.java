package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;

/** The largest value of each window; padding never wins. [N, C, L] becomes [N, C, L'] with L' = ⌊(L + 2·padding − kernel)/stride⌋ + 1. */
public final class MaxPool1d extends Layer {
    private final Geometry geometry;

    MaxPool1d(int kernel, Consumer<PoolOptions> options) {
        PoolOptions o = new PoolOptions(kernel);
        options.accept(o);
        this.geometry = o.lineGeometry();
    }

    @Override
    protected Tensor forward(Tensor x) {
        return Line.fromPicture(ai.hone.tensor.op.MaxPool2d.maxPool2d(Line.toPicture("maxPool1d", x), geometry));
    }

    @Override
    public String toString() {
        return "MaxPool1d" + PoolOptions.shownLine(geometry);
    }
}
