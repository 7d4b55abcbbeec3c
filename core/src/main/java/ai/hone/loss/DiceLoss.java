package ai.hone.loss;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * 1 − (2·I + smooth)/(U + smooth) for each item and class, with p = softmax(prediction), t the target as 0 and 1 for each class,
 * I = Σ p·t and U = Σ (p + t) over positions: how little the areas overlap, for segmentation (Milletari et al. 2016, as fastai).
 * Raw outputs [N, C, …] with INT64 class indices [N, …]. Every index must be a class.
 *
 * <p>As in fastai {@link #apply} is the sum over items and classes, and {@link #perItem} that over classes; with
 * {@link Reduction#MEAN} both are means. The activation is softmax, decoding takes the likeliest class.
 */
public final class DiceLoss implements Loss {
    static final String NAME = "dice";
    private static final double SMOOTH = 1e-6;

    /** What becomes of the items' and classes' losses. */
    public enum Reduction {
        SUM,
        MEAN
    }

    private final double smooth;
    private final boolean squareInUnion;
    private final Reduction reduction;

    /** Smooth 1e-6, no squares, summed. */
    public DiceLoss() {
        this(o -> {});
    }

    public DiceLoss(Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        smooth = o.smooth;
        squareInUnion = o.squareInUnion;
        reduction = o.reduction;
    }

    /** By default smooth 1e-6, no squares, summed. */
    public static final class Options {
        private double smooth = SMOOTH;
        private boolean squareInUnion;
        private Reduction reduction = Reduction.SUM;

        private Options() {}

        /** Added above and below, so that a class that is nowhere costs nothing; above 0. */
        public Options smooth(double value) {
            if (!(value > 0 && Double.isFinite(value))) {
                throw new IllegalArgumentException("dice.smooth: expected a finite number above 0 but received " + value
                        + ". It keeps classes that occur nowhere from dividing 0 by 0; 1e-6 is usual.");
            }
            smooth = value;
            return this;
        }

        /** Whether U is Σ (p² + t). */
        public Options squareInUnion(boolean square) {
            squareInUnion = square;
            return this;
        }

        public Options reduction(Reduction over) {
            reduction = over;
            return this;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("smooth", smooth, "squareInUnion", squareInUnion, "reduction", reduction.name());
    }

    static DiceLoss of(Settings s) {
        return new DiceLoss(o -> o.smooth(s.number("smooth", SMOOTH))
                .squareInUnion(s.flag("squareInUnion", false))
                .reduction(s.constant("reduction", Reduction.SUM)));
    }

    @Override
    public Tensor perItem(Tensor prediction, Tensor target) {
        Tensor losses = perClass(prediction, target);
        return reduction == Reduction.SUM ? losses.sum(1) : losses.mean(1);
    }

    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        Tensor losses = perClass(prediction, target);
        return reduction == Reduction.SUM ? losses.sum() : losses.mean();
    }

    private Tensor perClass(Tensor prediction, Tensor target) {
        ClassRows.check(NAME, prediction, target);
        Shape shape = prediction.shape();
        long items = shape.dim(0);
        long classes = shape.dim(1);
        long positions = shape.size() / Math.max(1, items * classes);
        Tensor p = ClassRows.softmax(prediction).reshape(items, classes, positions);
        Tensor t = oneHot(target.reshape(items, positions), classes, p.dtype());
        Tensor overlap = p.mul(t).sum(2);
        Tensor union = (squareInUnion ? p.square() : p).sum(2).add(t.sum(2));
        return overlap.mul(2).add(smooth).div(union.add(smooth)).neg().add(1);
    }

    /** [N, P] as 0 and 1 in [N, C, P]. */
    private static Tensor oneHot(Tensor target, long classes, DType dtype) {
        for (long index : target.toLongArray()) {
            if (index < 0 || index >= classes) {
                throw new ShapeException(
                        "dice: expected targets 0 … " + (classes - 1) + " for " + classes
                                + " classes but received " + index
                                + ". The model's outputs must equal the number of classes; give unlabelled positions a class of their own.");
            }
        }
        int n = Math.toIntExact(classes);
        float[] identity = new float[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return Tensor.of(identity, n, n).to(dtype).gather(target).permute(0, 2, 1);
    }

    @Override
    public Tensor activation(Tensor prediction) {
        return ClassRows.softmax(prediction);
    }

    @Override
    public Tensor decode(Tensor activated) {
        return ClassRows.likeliest(activated);
    }

    @Override
    public boolean integerTargets() {
        return true;
    }

    @Override
    public String toString() {
        return "DiceLoss(smooth " + smooth + (squareInUnion ? ", squares in the union" : "") + ", "
                + reduction.name().toLowerCase(Locale.ROOT) + ")";
    }
}
