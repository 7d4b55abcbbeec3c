package ai.hone.metric;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** A checked batch of numbers on the heap, flattened, each prediction beside its target. */
record Pairs(int items, double[] predictions, double[] targets) {
    /** @throws ShapeException if the two do not hold equally many numbers for equally many items */
    static Pairs of(String metric, Tensor prediction, Tensor target) {
        Shape p = prediction.shape();
        Shape t = target.shape();
        if (p.rank() == 0 || t.rank() == 0 || p.size() != t.size() || p.dim(0) != t.dim(0)) {
            throw new ShapeException(metric + ": expected a prediction for each target, [N, …] both, but received " + p
                    + " and " + t + ". The model's outputs must equal the number of targets of an item.");
        }
        return new Pairs(Math.toIntExact(t.dim(0)), prediction.toDoubleArray(), target.toDoubleArray());
    }

    int size() {
        return targets.length;
    }
}
