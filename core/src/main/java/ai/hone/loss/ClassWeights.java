package ai.hone.loss;

import ai.hone.tensor.ShapeException;
import java.util.Arrays;
import java.util.List;

/** One factor for each class, or none at all, which weighs every class alike. */
record ClassWeights(String where, List<Double> values) {
    /** @throws IllegalArgumentException if one is negative or no number, or all are 0 */
    ClassWeights {
        values = List.copyOf(values);
        boolean finite = values.stream().allMatch(w -> w >= 0 && Double.isFinite(w));
        if (!finite || (!values.isEmpty() && values.stream().allMatch(w -> w == 0))) {
            throw new IllegalArgumentException(
                    where + ".weights: expected finite weights of 0 or more, not all 0, but received " + values
                            + ". Give each class one, in the vocabulary's order; larger for rare classes.");
        }
    }

    static ClassWeights of(String where, double... values) {
        return new ClassWeights(where, Arrays.stream(values).boxed().toList());
    }

    boolean none() {
        return values.isEmpty();
    }

    double of(long target) {
        return target >= 0 && target < values.size() ? values.get((int) target) : 1;
    }

    void check(long classes) {
        if (!none() && values.size() != classes) {
            throw new ShapeException(where + ".weights: expected one weight for each of the " + classes
                    + " classes that the model tells apart but received " + values.size() + ": " + values
                    + ". Give them in the vocabulary's order.");
        }
    }

    /** {@code "weights [1.0, 2.0]"}, or empty for none. */
    String shown() {
        return none() ? "" : "weights " + values;
    }
}
