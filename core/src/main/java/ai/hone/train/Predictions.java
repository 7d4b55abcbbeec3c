package ai.hone.train;

import java.util.List;

/**
 * Outputs for the items of one loader, in its order.
 *
 * @param items positions in the loader's list of items; those that could not be read are left out
 * @param activated one row of activated outputs (probabilities) per item
 * @param targets the class index of each item; empty for items without labels
 * @param losses the loss of each item; empty for items without labels
 */
public record Predictions(List<Integer> items, List<float[]> activated, List<Long> targets, List<Double> losses) {}
