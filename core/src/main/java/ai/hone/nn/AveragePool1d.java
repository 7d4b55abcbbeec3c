package ai.hone.nn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Tensor;
import java.util.function.Consumer;

/** The mean of each window; padding counts as zeros, as in PyTorch. [N, C, L] becomes [N, C, L'] with L' = ⌊(L + 2·padding − kernel)/stride⌋ + 1. */
public final class AveragePool1d extends Layer {
    private final Geometry geometry;

    AveragePool1d(int kernel, Consumer<PoolOptions> options) {
        PoolOptions o = new PoolOptions(kernel);
        options.accept(o);
        this.geometry = o.lineGeometry();
    }

    @Override
    protected Tensor forward(Tensor x) {
        return Line.fromPicture(
                ai.hone.tensor.op.AveragePool2d.averagePool2d(Line.toPicture("averagePool1d", x), geometry));
    }

    @Override
    public String toString() {
        return "AveragePool1d" + PoolOptions.shownLine(geometry);
    }
}
