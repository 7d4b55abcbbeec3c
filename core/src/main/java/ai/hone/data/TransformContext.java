package ai.hone.data;

import java.util.random.RandomGenerator;

/**
 * What a transform is told about its use.
 *
 * @param training true for training data: the time to augment; false for validation, test and prediction
 * @param random the stream to draw from; it depends on the seed, the epoch and the item or batch only, not on the worker
 */
public record TransformContext(boolean training, RandomGenerator random) {}
