package ai.hone.metric;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** The share of items whose target is among the k largest outputs; of equal outputs the one with the lower index counts as larger. */
record TopK(String name, int k) implements Metric {
    @Override
    public Accumulator start() {
        return new Count();
    }

    private final class Count implements Accumulator {
        private long items;
        private long hits;

        @Override
        public void add(Tensor prediction, Tensor target) {
            Shape shape = prediction.shape();
            if (shape.rank() != 2
                    || target.dtype() != DType.INT64
                    || !target.shape().equals(Shape.of(shape.dim(0)))) {
                throw new ShapeException(
                        name + ": expected predictions [N, C] and INT64 targets [N] but received " + shape + " and "
                                + target.dtype() + " " + target.shape() + ". Targets are class indices, one per row.");
            }
            int classes = Math.toIntExact(shape.dim(1));
            float[] outputs = prediction.toFloatArray();
            long[] targets = target.toLongArray();
            for (int row = 0; row < targets.length; row++) {
                if (targets[row] < 0 || targets[row] >= classes) {
                    throw new ShapeException(name + ": expected targets 0 … " + (classes - 1) + " for predictions "
                            + shape + " but received " + targets[row]
                            + ". The model's outputs must equal the number of classes.");
                }
                hits += rank(outputs, row * classes, classes, (int) targets[row]) < k ? 1 : 0;
            }
            items += targets.length;
        }

        @Override
        public double value() {
            return items == 0 ? Double.NaN : (double) hits / items;
        }
    }

    /** How many outputs of a row are ahead of the target's; an output that is no number is a miss. */
    private static int rank(float[] outputs, int from, int classes, int target) {
        float own = outputs[from + target];
        int ahead = 0;
        for (int c = 0; c < classes; c++) {
            float other = outputs[from + c];
            if (c != target && !(other < own) && (other != own || c < target)) {
                ahead++;
            }
        }
        return Float.isNaN(own) ? Integer.MAX_VALUE : ahead;
    }
}
