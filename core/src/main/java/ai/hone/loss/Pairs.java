package ai.hone.loss;

import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** Predictions beside targets of the same shape and type. */
record Pairs(Tensor prediction, Tensor target) {

    /** Brings targets to the predictions' shape, [N] to [N, 1] or [N, P, 2] to [N, 2·P], and type.
     * @throws ShapeException if they differ in items or in elements of an item */
    static Pairs of(String where, Tensor prediction, Tensor target) {
        Shape p = prediction.shape();
        Shape t = target.shape();
        if (!prediction.dtype().floating()
                || p.rank() == 0
                || t.rank() == 0
                || p.dim(0) != t.dim(0)
                || p.size() != t.size()) {
            throw new ShapeException(where
                    + ": expected floating predictions and targets of as many elements for each item but received "
                    + prediction.dtype() + " " + p + " and " + target.dtype() + " " + t
                    + ". The model's outputs must equal the numbers of one target: size its last layer accordingly.");
        }
        Tensor values = target.to(prediction.dtype());
        return new Pairs(prediction, t.equals(p) ? values : values.reshape(p.dims()));
    }

    Tensor difference() {
        return prediction.sub(target);
    }

    /** Elements' losses [N, …] as those of items [N]: the mean of each item's. */
    static Tensor perItem(Tensor losses) {
        Shape shape = losses.shape();
        long items = shape.dim(0);
        long elements = shape.size() / Math.max(1, items);
        Tensor rows = shape.rank() == 2 ? losses : losses.reshape(items, elements);
        return elements == 1 ? rows.reshape(items) : rows.mean(1);
    }
}
