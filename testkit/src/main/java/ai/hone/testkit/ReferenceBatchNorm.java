package ai.hone.testkit;

import ai.hone.tensor.Shape;

/** Batch norm over all axes but 1 of [N, C] or [N, C, H, W]. */
final class ReferenceBatchNorm {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Gradients(double[] x, double[] weight, double[] bias) {}

    private final Shape shape;
    private final double epsilon;
    private final boolean relu;
    private final int channels;
    private final double count;

    ReferenceBatchNorm(Shape shape, double epsilon, boolean relu) {
        this.shape = shape;
        this.epsilon = epsilon;
        this.relu = relu;
        this.channels = Math.toIntExact(shape.dim(1));
        this.count = channels == 0 ? 0 : (double) shape.size() / channels;
    }

    double[] mean(double[] x) {
        double[] mean = new double[channels];
        each((i, c) -> mean[c] += x[i] / count);
        return mean;
    }

    double[] variance(double[] x, double[] mean) {
        double[] variance = new double[channels];
        each((i, c) -> variance[c] += (x[i] - mean[c]) * (x[i] - mean[c]) / count);
        return variance;
    }

    double[] forward(double[] x, double[] mean, double[] variance, double[] weight, double[] bias) {
        double[] y = new double[x.length];
        each((i, c) -> {
            double v = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon) * weight[c] + bias[c];
            y[i] = relu ? Math.max(v, 0) : v;
        });
        return y;
    }

    /** dx = w/σ · (g − mean(g) − x̂·mean(g·x̂)), with g cut to 0 where y is not above 0 if relu. */
    Gradients backward(double[] gradient, double[] x, double[] y, double[] mean, double[] variance, double[] weight) {
        double[] g = new double[x.length];
        double[] normal = new double[x.length];
        double[] dWeight = new double[channels];
        double[] dBias = new double[channels];
        each((i, c) -> {
            g[i] = relu && y[i] <= 0 ? 0 : gradient[i];
            normal[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon);
            dWeight[c] += g[i] * normal[i];
            dBias[c] += g[i];
        });
        double[] dx = new double[x.length];
        each((i, c) -> dx[i] = weight[c]
                / Math.sqrt(variance[c] + epsilon)
                * (g[i] - dBias[c] / count - normal[i] * dWeight[c] / count));
        return new Gradients(dx, dWeight, dBias);
    }

    private interface Element {
        void at(int flat, int channel);
    }

    private void each(Element visitor) {
        Odometer.visit(shape, (flat, position) -> visitor.at(flat, (int) position[1]));
    }
}
