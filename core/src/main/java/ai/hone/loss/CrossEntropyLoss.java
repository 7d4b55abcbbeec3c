package ai.hone.loss;

import ai.hone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * −log softmax(prediction)[target], for one of C classes: raw outputs [N, C] with INT64 class indices [N], or dense ones, such as a
 * mask's, [N, C, …] with [N, …].
 *
 * <p>With weights w the mean is Σ w[target]·loss / Σ w[target]. With label smoothing ε the loss is
 * (1 − ε)·that + ε·(the plain mean of −1/C·Σ_c log softmax(prediction)[c]); the second part is not weighted, as in fastai.
 * {@link #perItem} gives the terms of these sums. Positions whose target is the ignored index count in neither; if all are ignored,
 * {@link #apply} is NaN with a gradient of 0, as in PyTorch. It is so too if all classes of the batch weigh 0, where PyTorch's gradient is
 * NaN. The activation is softmax, decoding takes the likeliest class.
 */
public final class CrossEntropyLoss implements Loss {
    static final String NAME = "cross_entropy";
    private static final String WHERE = "crossEntropy";
    private static final long IGNORED = -100;

    private final ClassWeights weights;
    private final long ignoreIndex;
    private final double labelSmoothing;

    /** Without weights or smoothing, ignoring targets of −100. */
    public CrossEntropyLoss() {
        this(o -> {});
    }

    public CrossEntropyLoss(Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        weights = o.weights;
        ignoreIndex = o.ignoreIndex;
        labelSmoothing = o.labelSmoothing;
    }

    /** By default no weights, ignored index −100, no smoothing. */
    public static final class Options {
        private ClassWeights weights = new ClassWeights(WHERE, List.of());
        private long ignoreIndex = IGNORED;
        private double labelSmoothing;

        private Options() {}

        /** One for each class, 0 or more. */
        public Options weights(double... perClass) {
            weights = ClassWeights.of(WHERE, perClass);
            return this;
        }

        /** Targets of this index cost nothing: unlabelled positions of a mask. */
        public Options ignoreIndex(long index) {
            ignoreIndex = index;
            return this;
        }

        /** The share ε of the target's probability that goes to all classes alike (Szegedy et al. 2016); 0.1 is usual. */
        public Options labelSmoothing(double share) {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "crossEntropy.labelSmoothing: expected a share of at least 0 and below 1 but received " + share
                                + ". 0.1 is usual; at 1 the targets would not matter.");
            }
            labelSmoothing = share;
            return this;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("weights", weights.values(), "ignoreIndex", ignoreIndex, "labelSmoothing", labelSmoothing);
    }

    static CrossEntropyLoss of(Settings s) {
        return new CrossEntropyLoss(o -> o.weights(s.numbers("weights"))
                .ignoreIndex(s.whole("ignoreIndex", IGNORED))
                .labelSmoothing(s.number("labelSmoothing", 0)));
    }

    @Override
    public Tensor perItem(Tensor prediction, Tensor target) {
        ClassRows rows = rows(prediction, target);
        return rows.perItem(smoothed(
                rows.weighted().times(rows.crossEntropy()), () -> rows.counted().times(rows.uniformCrossEntropy())));
    }

    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        ClassRows rows = rows(prediction, target);
        return smoothed(
                rows.weighted().mean(rows.crossEntropy()), () -> rows.counted().mean(rows.uniformCrossEntropy()));
    }

    private Tensor smoothed(Tensor likelihood, Supplier<Tensor> uniform) {
        return labelSmoothing == 0
                ? likelihood
                : likelihood.mul(1 - labelSmoothing).add(uniform.get().mul(labelSmoothing));
    }

    private ClassRows rows(Tensor prediction, Tensor target) {
        return ClassRows.of(WHERE, prediction, target, weights, OptionalLong.of(ignoreIndex));
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
        return Stream.of(
                        weights.shown(),
                        ignoreIndex == IGNORED ? "" : "ignore index " + ignoreIndex,
                        labelSmoothing == 0 ? "" : "label smoothing " + labelSmoothing)
                .filter(s -> !s.isEmpty())
                .collect(Collectors.joining(", ", "CrossEntropyLoss(", ")"));
    }
}
