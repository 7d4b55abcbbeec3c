package ai.hone.loss;

import ai.hone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * (1 − e^−ce)^γ·ce with ce the weighted cross-entropy: what is already told apart well hardly counts (Lin et al. 2017).
 * Raw outputs [N, C] with INT64 class indices [N], or dense ones [N, C, …] with [N, …].
 *
 * <p>As in fastai the class weights are part of ce, so also of the factor before it, and the mean is over items, not divided by the
 * weights. γ = 0 is that mean of ce. The activation is softmax, decoding takes the likeliest class.
 */
public final class FocalLoss implements Loss {
    static final String NAME = "focal";
    private static final double GAMMA = 2;
    /** Below γ = 1 the power's slope at 0 is infinite. */
    private static final double FLOOR = 1e-12;

    private final double gamma;
    private final ClassWeights weights;

    /** γ = 2 without weights. */
    public FocalLoss() {
        this(o -> {});
    }

    public FocalLoss(Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        gamma = o.gamma;
        weights = o.weights;
    }

    /** By default γ = 2 and no weights. */
    public static final class Options {
        private double gamma = GAMMA;
        private ClassWeights weights = new ClassWeights(NAME, List.of());

        private Options() {}

        /** The exponent, 0 or more: the larger, the less easy items count. */
        public Options gamma(double exponent) {
            if (!(exponent >= 0 && Double.isFinite(exponent))) {
                throw new IllegalArgumentException("focal.gamma: expected a finite exponent of 0 or more but received "
                        + exponent + ". 2 is usual; 0 is cross-entropy.");
            }
            gamma = exponent;
            return this;
        }

        /** One for each class, 0 or more. */
        public Options weights(double... perClass) {
            weights = ClassWeights.of(NAME, perClass);
            return this;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("gamma", gamma, "weights", weights.values());
    }

    static FocalLoss of(Settings s) {
        return new FocalLoss(o -> o.gamma(s.number("gamma", GAMMA)).weights(s.numbers("weights")));
    }

    @Override
    public Tensor perItem(Tensor prediction, Tensor target) {
        ClassRows rows = ClassRows.of(NAME, prediction, target, weights, OptionalLong.empty());
        Tensor losses = rows.weighted().times(rows.crossEntropy());
        return rows.perItem(gamma == 0 ? losses : missed(losses).pow(gamma).mul(losses));
    }

    private Tensor missed(Tensor losses) {
        Tensor missed = losses.neg().exp().neg().add(1);
        return gamma >= 1 ? missed : missed.maximum(Tensor.full(FLOOR, missed.dtype()));
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
        return "FocalLoss(gamma " + gamma + (weights.none() ? "" : ", " + weights.shown()) + ")";
    }
}
