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
        long outPerGroup = weight.dim(0) / geometry.groups();
        long inPerGroup = weight.dim(1);
        Odometer.visit(y, (o, out) -> {
            long firstChannel = out[1] / outPerGroup * inPerGroup;
            for (long c = 0; c < inPerGroup; c++) {
                for (long kh = 0; kh < weight.dim(2); kh++) {
                    long row = out[2] * geometry.strideHeight()
                            - geometry.paddingHeight()
                            + kh * geometry.dilationHeight();
                    for (long kw = 0; kw < weight.dim(3); kw++) {
                        long column = out[3] * geometry.strideWidth()
                                - geometry.paddingWidth()
                                + kw * geometry.dilationWidth();
                        if (row >= 0 && row < x.dim(2) && column >= 0 && column < x.dim(3)) {
                            triple.at(
                                    o,
                                    Odometer.flat(weight, out[1], c, kh, kw),
                                    Odometer.flat(x, out[0], firstChannel + c, row, column));
                        }
                    }
                }
            }
        });
    }
}
