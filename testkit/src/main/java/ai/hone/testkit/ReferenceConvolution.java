package ai.hone.testkit;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Cross-correlation over [N, C, H, W]: one walk over all (output, weight, input) triples serves forward and both gradients. */
final class ReferenceConvolution {
    /** Takes the flat indices of one product: output[o] += weight[w] · input[i]. */
    private interface Triple {
        void at(int output, int weight, int input);
    }

    private final Shape x;
    private final Shape weight;
    private final Shape y;
    private final Geometry geometry;

    ReferenceConvolution(Shape x, Shape weight, Geometry geometry) {
        this.x = x;
        this.weight = weight;
        this.geometry = geometry;
        this.y = outputShape(x, weight.dim(0), geometry);
    }

    static Shape outputShape(Shape x, long channels, Geometry geometry) {
        return Shape.of(x.dim(0), channels, geometry.outputHeight(x.dim(2)), geometry.outputWidth(x.dim(3)));
    }

    double[] forward(double[] input, double[] weights, double @Nullable [] bias) {
        double[] out = new double[Math.toIntExact(y.size())];
        if (bias != null) {
            Odometer.visit(y, (flat, position) -> out[flat] = bias[(int) position[1]]);
        }
        walk((o, w, i) -> out[o] += weights[w] * input[i]);
        return out;
    }

    double[] backwardInput(double[] gradient, double[] weights) {
        double[] dx = new double[Math.toIntExact(x.size())];
        walk((o, w, i) -> dx[i] += weights[w] * gradient[o]);
        return dx;
    }

    double[] backwardWeight(double[] gradient, double[] input) {
        double[] dw = new double[Math.toIntExact(weight.size())];
        walk((o, w, i) -> dw[w] += input[i] * gradient[o]);
        return dw;
    }

    private void walk(Triple triple) {
        int outPerGroup = side(weight, 0) / geometry.groups();
        int inPerGroup = side(weight, 1);
        int rows = side(x, 2);
        int columns = side(x, 3);
        Odometer.visit(y, (o, out) -> {
            int plane = side(x, 1) * (int) out[0] + (int) out[1] / outPerGroup * inPerGroup;
            int filter = (int) out[1] * inPerGroup;
            int top = (int) out[2] * geometry.strideHeight() - geometry.paddingHeight();
            int left = (int) out[3] * geometry.strideWidth() - geometry.paddingWidth();
            for (int c = 0; c < inPerGroup; c++) {
                for (int kh = 0; kh < side(weight, 2); kh++) {
                    int row = top + kh * geometry.dilationHeight();
                    for (int kw = 0; kw < side(weight, 3); kw++) {
                        int column = left + kw * geometry.dilationWidth();
                        if (row >= 0 && row < rows && column >= 0 && column < columns) {
                            int w = ((filter + c) * side(weight, 2) + kh) * side(weight, 3) + kw;
                            triple.at(o, w, ((plane + c) * rows + row) * columns + column);
                        }
                    }
                }
            }
        });
    }

    private static int side(Shape shape, int axis) {
        return Math.toIntExact(shape.dim(axis));
    }
}
