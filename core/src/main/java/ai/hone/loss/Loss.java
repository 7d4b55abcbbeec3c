package ai.hone.loss;

import ai.hone.tensor.Tensor;

/** What training makes small. It also knows how raw outputs become probabilities or values. */
public interface Loss {
    /** Stable name under which bundles rebuild it, such as {@code cross_entropy}. */
    String name();

    /** The loss of each item [N].
     * @param prediction raw outputs [N, …]
     * @param target as the target block encodes it */
    Tensor perItem(Tensor prediction, Tensor target);

    /** The mean over items, one element. */
    default Tensor apply(Tensor prediction, Tensor target) {
        return perItem(prediction, target).mean();
    }

    /** Raw outputs as what a user reads, shaped like them: softmax for cross-entropy. */
    Tensor activation(Tensor prediction);
}
