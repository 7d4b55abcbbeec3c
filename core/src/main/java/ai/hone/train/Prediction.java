package ai.hone.train;

/**
 * One decoded output.
 *
 * @param value such as a category
 * @param probability of the value, 0 … 1
 * @param probabilities of all classes, in vocabulary order
 */
public record Prediction<Y>(Y value, float probability, float[] probabilities) {
    /** Such as {@code cat (0.9981)}. */
    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%s (%.4f)", value, probability);
    }
}
