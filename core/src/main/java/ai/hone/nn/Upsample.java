package ai.hone.nn;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.Upsample2d;
import java.util.function.Consumer;

/**
 * Pictures at another size, as PyTorch's {@code Upsample}: [N, C, H, W] becomes [N, C, factor·H, factor·W], or [N, C, height, width].
 * The nearest element unless bilinear interpolation is asked for.
 */
public final class Upsample extends Layer {
    private final boolean relative;
    private final int height;
    private final int width;
    private final Upsample2d.Mode mode;

    /** @param relative whether height and width are factors */
    Upsample(boolean relative, int height, int width, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        if (o.alignCorners && !o.bilinear) {
            throw new IllegalArgumentException("upsample.alignCorners: expected bilinear interpolation but received"
                    + " the nearest element. Ask for bilinear(true) as well.");
        }
        this.relative = relative;
        this.height = Require.atLeast(relative ? "upsample.factor" : "upsample.height", height, 1);
        this.width = Require.atLeast(relative ? "upsample.factor" : "upsample.width", width, 1);
        this.mode = !o.bilinear
                ? Upsample2d.Mode.NEAREST
                : o.alignCorners ? Upsample2d.Mode.BILINEAR_ALIGNED : Upsample2d.Mode.BILINEAR;
    }

    /** The nearest element. */
    public static final class Options {
        private boolean bilinear;
        private boolean alignCorners;

        private Options() {}

        /** Means of the four neighbours, weighted by distance. */
        public Options bilinear(boolean on) {
            bilinear = on;
            return this;
        }

        /** Lays the corners' centres on each other instead of the corners; for bilinear interpolation. */
        public Options alignCorners(boolean on) {
            alignCorners = on;
            return this;
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape s = x.shape();
        if (s.rank() != 4) {
            throw new ShapeException("upsample: expected input [N, C, H, W] but received " + s + ".");
        }
        int tall = relative ? Math.toIntExact(s.dim(2) * height) : height;
        int wide = relative ? Math.toIntExact(s.dim(3) * width) : width;
        return Upsample2d.upsample2d(x, tall, wide, mode);
    }

    @Override
    public String toString() {
        String text = relative ? "Upsample(factor " + height : "Upsample(" + height + "×" + width;
        return switch (mode) {
            case NEAREST -> text + ")";
            case BILINEAR -> text + ", bilinear)";
            case BILINEAR_ALIGNED -> text + ", bilinear, corners aligned)";
        };
    }
}
