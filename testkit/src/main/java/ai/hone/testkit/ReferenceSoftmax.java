package ai.hone.testkit;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;

/** Softmax and cross-entropy, made stable by subtracting the largest element. */
final class ReferenceSoftmax {
    private ReferenceSoftmax() {}

    static double[] softmax(double[] x, Shape shape, int axis) {
        Shape kept = shape.with(axis, 1);
        double[] largest = largest(x, shape, axis);
        double[] sum = sums(x, shape, kept, largest);
        double[] out = new double[x.length];
        Odometer.visit(shape, (flat, position) -> {
            int row = Odometer.broadcast(kept, position);
            out[flat] = Math.exp(x[flat] - largest[row]) / sum[row];
        });
        return out;
    }

    static double[] logSoftmax(double[] x, Shape shape, int axis) {
        Shape kept = shape.with(axis, 1);
        double[] largest = largest(x, shape, axis);
        double[] sum = sums(x, shape, kept, largest);
        double[] out = new double[x.length];
        Odometer.visit(shape, (flat, position) -> {
            int row = Odometer.broadcast(kept, position);
            out[flat] = x[flat] - largest[row] - Math.log(sum[row]);
        });
        return out;
    }

    private static double[] largest(double[] x, Shape shape, int axis) {
        return ReferenceReduction.reduce(Kernels.Reduction.MAX, x, shape, new int[] {axis});
    }

    private static double[] sums(double[] x, Shape shape, Shape kept, double[] largest) {
        double[] sum = new double[largest.length];
        Odometer.visit(shape, (flat, position) -> {
            int row = Odometer.broadcast(kept, position);
            sum[row] += Math.exp(x[flat] - largest[row]);
        });
        return sum;
    }

    static double[] crossEntropy(double[] logits, Shape shape, long[] targets) {
        double[] log = logSoftmax(logits, shape, 1);
        double[] loss = new double[targets.length];
        for (int row = 0; row < loss.length; row++) {
            loss[row] = -log[Odometer.flat(shape, row, targets[row])];
        }
        return loss;
    }

    static double[] crossEntropyBackward(double[] rowGradient, double[] logits, Shape shape, long[] targets) {
        double[] out = softmax(logits, shape, 1);
        Odometer.visit(shape, (flat, position) -> {
            int row = (int) position[0];
            out[flat] = (out[flat] - (position[1] == targets[row] ? 1 : 0)) * rowGradient[row];
        });
        return out;
    }
}
