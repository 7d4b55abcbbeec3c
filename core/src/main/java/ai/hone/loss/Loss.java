package ai.hone.loss;

import ai.hone.tensor.Tensor;
import java.util.Map;

/** What training makes small. It also knows how raw outputs become probabilities or values, and those what a user reads. */
public interface Loss {
    /** Stable name under which bundles rebuild it, such as {@code cross_entropy}. */
    String name();

    /** All that rebuilds it beside its name: strings, numbers, booleans, and lists and maps of them. */
    default Map<String, Object> settings() {
        return Map.of();
    }

    /** The loss of each item [N]: what {@link #apply} averages, with class weights but not divided by them.
     * @param prediction raw outputs [N, …]
     * @param target as the target block encodes it */
    Tensor perItem(Tensor prediction, Tensor target);

    /** The mean over items, one element, unless the loss says that it divides otherwise. */
    default Tensor apply(Tensor prediction, Tensor target) {
        return perItem(prediction, target).mean();
    }

    /** Raw outputs as probabilities or values, shaped like them: softmax for cross-entropy. */
    Tensor activation(Tensor prediction);

    /** {@linkplain #activation Activated} outputs in the form of targets: the likeliest class, 0 or 1 by a threshold, or, by default, as they are. */
    default Tensor decode(Tensor activated) {
        return activated;
    }

    /** Whether targets are class indices, of which no mixture can be made: MixUp then mixes two losses instead of two targets. */
    default boolean integerTargets() {
        return false;
    }
}
