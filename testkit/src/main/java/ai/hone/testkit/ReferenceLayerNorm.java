package ai.hone.testkit;

import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Layer norm over the last axis of [..., C]. */
final class ReferenceLayerNorm {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Gradients(double[] x, double[] weight, double[] bias) {}

    private final int rows;
    private final int features;
    private final double epsilon;

    ReferenceLayerNorm(Shape shape, double epsilon) {
        this.features = Math.toIntExact(shape.dim(-1));
        this.rows = Math.toIntExact(shape.size() / features);
        this.epsilon = epsilon;
    }

    /** The shape of what there is one of per row. */
    static Shape perRow(Shape shape) {
        return shape.reduced(new int[] {shape.rank() - 1}, false);
    }

    double[] mean(double[] x) {
        double[] mean = new double[rows];
        each((i, row, c) -> mean[row] += x[i]);
        return perFeature(mean);
    }

    double[] variance(double[] x, double[] mean) {
        double[] variance = new double[rows];
        each((i, row, c) -> variance[row] += (x[i] - mean[row]) * (x[i] - mean[row]));
        return perFeature(variance);
    }

    /** Divided once and not term by term, so that equal values have exactly that value for a mean. */
    private double[] perFeature(double[] sums) {
        Arrays.setAll(sums, row -> sums[row] / features);
        return sums;
    }

    double[] forward(double[] x, double[] mean, double[] variance, double[] weight, double[] bias) {
        double[] y = new double[x.length];
        each((i, row, c) -> y[i] = (x[i] - mean[row]) / Math.sqrt(variance[row] + epsilon) * weight[c] + bias[c]);
        return y;
    }

    /** dx = (h − mean(h) − x̂·mean(h·x̂))/σ with h = g·w, means over a row; dw = Σ g·x̂ and db = Σ g over the rows. */
    Gradients backward(double[] gradient, double[] x, double[] mean, double[] variance, double[] weight) {
        double[] normal = new double[x.length];
        double[] sums = new double[rows];
        double[] products = new double[rows];
        double[] dWeight = new double[features];
        double[] dBias = new double[features];
        each((i, row, c) -> {
            normal[i] = (x[i] - mean[row]) / Math.sqrt(variance[row] + epsilon);
            sums[row] += gradient[i] * weight[c];
            products[row] += gradient[i] * weight[c] * normal[i];
            dWeight[c] += gradient[i] * normal[i];
            dBias[c] += gradient[i];
        });
        double[] dx = new double[x.length];
        each((i, row, c) ->
                dx[i] = (gradient[i] * weight[c] - sums[row] / features - normal[i] * products[row] / features)
                        / Math.sqrt(variance[row] + epsilon));
        return new Gradients(dx, dWeight, dBias);
    }

    private interface Element {
        void at(int flat, int row, int feature);
    }

    private void each(Element visitor) {
        for (int i = 0; i < rows * features; i++) {
            visitor.at(i, i / features, i % features);
        }
    }
}
