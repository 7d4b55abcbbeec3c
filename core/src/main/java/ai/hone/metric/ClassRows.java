package ai.hone.metric;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** A checked batch on the heap: raw outputs [N, C] and class indices [N]. */
record ClassRows(int classes, float[] outputs, long[] targets) {
    /** @throws ShapeException if the two do not fit, or a target is no class */
    static ClassRows of(String metric, Tensor prediction, Tensor target) {
        Shape shape = prediction.shape();
        if (shape.rank() != 2
                || target.dtype() != DType.INT64
                || !target.shape().equals(Shape.of(shape.dim(0)))) {
            throw new ShapeException(
                    metric + ": expected predictions [N, C] and INT64 targets [N] but received " + shape + " and "
                            + target.dtype() + " " + target.shape() + ". Targets are class indices, one per row.");
        }
        int classes = Math.toIntExact(shape.dim(1));
        return new ClassRows(classes, prediction.toFloatArray(), checked(metric, shape, classes, target.toLongArray()));
    }

    static long[] checked(String metric, Shape predictions, int classes, long... targets) {
        for (long target : targets) {
            if (target < 0 || target >= classes) {
                throw new ShapeException(metric + ": expected targets 0 … " + (classes - 1) + " for predictions "
                        + predictions + " but received " + target
                        + ". The model's outputs must equal the number of classes.");
            }
        }
        return targets;
    }

    int rows() {
        return targets.length;
    }

    int target(int row) {
        return (int) targets[row];
    }

    /** The class with the largest output, of equal ones the first; -1 if an output is no number. */
    int argMax(int row) {
        int from = row * classes;
        int best = 0;
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(outputs[from + c])) {
                return -1;
            }
            best = outputs[from + c] > outputs[from + best] ? c : best;
        }
        return best;
    }

    /** log Σ e^output of a row. */
    double logSum(int row) {
        int from = row * classes;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            most = Math.max(most, outputs[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(outputs[from + c] - most);
        }
        return most + Math.log(sum);
    }

    /** Each row's softmax, worked out in float64: [N, C]. */
    float[] softmax() {
        float[] shares = new float[outputs.length];
        for (int row = 0; row < rows(); row++) {
            double logSum = logSum(row);
            for (int i = row * classes; i < (row + 1) * classes; i++) {
                shares[i] = (float) Math.exp(outputs[i] - logSum);
            }
        }
        return shares;
    }
}
