package ai.hone.metric;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** A checked batch on the heap: raw outputs [N, L] and targets [N, L], each 0 or 1. */
record LabelRows(int labels, float[] outputs, float[] targets) {
    /** @throws ShapeException if the two do not fit, or a target is neither 0 nor 1 */
    static LabelRows of(String metric, Tensor prediction, Tensor target) {
        Shape shape = prediction.shape();
        if (shape.rank() != 2 || !shape.equals(target.shape())) {
            throw new ShapeException(
                    metric + ": expected predictions and targets [N, L] of one shape but received "
                            + shape + " and " + target.shape()
                            + ". Multi-label targets hold a 0 or 1 for each label; for class indices take the metric without Multi.");
        }
        float[] targets = target.toFloatArray();
        for (float t : targets) {
            if (t != 0 && t != 1) {
                throw new ShapeException(metric + ": expected targets of 0 or 1 but received " + t
                        + ". Multi-label targets hold a 0 or 1 for each label.");
            }
        }
        return new LabelRows(Math.toIntExact(shape.dim(1)), prediction.toFloatArray(), targets);
    }

    /** The accumulator's labels so far, or this batch's.
     * @throws ShapeException if they differ */
    static int same(String metric, int before, int now) {
        if (before >= 0 && before != now) {
            throw new ShapeException(
                    metric + ": expected " + before + " outputs a row as in earlier batches but received " + now
                            + ". One pass is over the outputs of one model.");
        }
        return now;
    }
}
