package ai.hone.loss;

import ai.hone.tensor.Tensor;
import java.util.Map;

/**
 * d²/2 up to δ and δ·(d − δ/2) beyond, for d = |prediction − target|, averaged over elements: squares that outliers do not dominate
 * (Huber 1964). Predictions [N, …] with targets of as many elements for each item, such as [N, 1] with [N], of any type. Activation and
 * decoding leave values as they are.
 *
 * @param delta where squares end, above 0; 1 unless told otherwise
 */
public record HuberLoss(double delta) implements ElementLoss {
    static final String NAME = "huber";
    private static final double DELTA = 1;

    /** δ = 1. */
    public HuberLoss() {
        this(DELTA);
    }

    /** @throws IllegalArgumentException unless delta is finite and above 0 */
    public HuberLoss {
        if (!(delta > 0 && Double.isFinite(delta))) {
            throw new IllegalArgumentException("huber.delta: expected a finite number above 0 but received " + delta
                    + ". It is the error, in the target's unit, from which on the loss grows linearly.");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("delta", delta);
    }

    static HuberLoss of(Settings s) {
        return new HuberLoss(s.number("delta", DELTA));
    }

    /** With m = min(d, δ) both branches are m·(d − m/2). */
    @Override
    public Tensor perElement(Tensor prediction, Tensor target) {
        Tensor distance = Pairs.of(NAME, prediction, target).difference().abs();
        Tensor near = distance.minimum(Tensor.full(delta, distance.dtype()));
        return near.mul(distance.sub(near.mul(0.5)));
    }

    @Override
    public Tensor activation(Tensor prediction) {
        return prediction;
    }

    @Override
    public String toString() {
        return "HuberLoss(delta " + delta + ")";
    }
}
