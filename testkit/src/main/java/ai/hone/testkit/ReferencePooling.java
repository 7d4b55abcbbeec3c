package ai.hone.testkit;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;

/** Pooling over [N, C, H, W] by windows that either slide or divide the picture into bins. */
final class ReferencePooling {
    /** Rows (or columns) first (included) to end (excluded) within the picture, and by how many elements a mean divides along this axis. */
    private record Window(long first, long end, long divisor) {}

    private interface Windows {
        Window at(long output);
    }

    private final Shape x;
    private final Shape y;
    private final Windows rows;
    private final Windows columns;

    private ReferencePooling(Shape x, long outHeight, long outWidth, Windows rows, Windows columns) {
        this.x = x;
        this.y = Shape.of(x.dim(0), x.dim(1), outHeight, outWidth);
        this.rows = rows;
        this.columns = columns;
    }

    static ReferencePooling sliding(Shape x, Geometry g) {
        return new ReferencePooling(
                x,
                g.outputHeight(x.dim(2)),
                g.outputWidth(x.dim(3)),
                o -> slide(o, g.kernelHeight(), g.strideHeight(), g.paddingHeight(), x.dim(2)),
                o -> slide(o, g.kernelWidth(), g.strideWidth(), g.paddingWidth(), x.dim(3)));
    }

    private static Window slide(long output, int kernel, int stride, int padding, long side) {
        long first = output * stride - padding;
        return new Window(Math.max(first, 0), Math.min(first + kernel, side), kernel);
    }

    static ReferencePooling adaptive(Shape x, int outHeight, int outWidth) {
        return new ReferencePooling(
                x, outHeight, outWidth, o -> bin(o, x.dim(2), outHeight), o -> bin(o, x.dim(3), outWidth));
    }

    private static Window bin(long output, long side, long bins) {
        long first = output * side / bins;
        long end = ((output + 1) * side + bins - 1) / bins;
        return new Window(first, end, end - first);
    }

    Shape outputShape() {
        return y;
    }

    double[] max(double[] values) {
        double[] out = new double[Math.toIntExact(y.size())];
        Odometer.visit(y, (flat, position) -> out[flat] = values[largest(values, position)]);
        return out;
    }

    double[] maxBackward(double[] gradient, double[] values) {
        double[] dx = new double[Math.toIntExact(x.size())];
        Odometer.visit(y, (flat, position) -> dx[largest(values, position)] += gradient[flat]);
        return dx;
    }

    /** The flat index of the first largest element in the window of an output position. */
    private int largest(double[] values, long[] position) {
        Window r = rows.at(position[2]);
        Window c = columns.at(position[3]);
        int best = Odometer.flat(x, position[0], position[1], r.first, c.first);
        for (long row = r.first; row < r.end; row++) {
            for (long column = c.first; column < c.end; column++) {
                int at = Odometer.flat(x, position[0], position[1], row, column);
                if (values[at] > values[best]) {
                    best = at;
                }
            }
        }
        return best;
    }

    double[] mean(double[] values) {
        double[] out = new double[Math.toIntExact(y.size())];
        spread((from, to, share) -> out[to] += values[from] * share);
        return out;
    }

    double[] meanBackward(double[] gradient) {
        double[] dx = new double[Math.toIntExact(x.size())];
        spread((from, to, share) -> dx[from] += gradient[to] * share);
        return dx;
    }

    private interface Share {
        void at(int input, int output, double share);
    }

    private void spread(Share visitor) {
        Odometer.visit(y, (flat, position) -> {
            Window r = rows.at(position[2]);
            Window c = columns.at(position[3]);
            double share = 1.0 / (r.divisor * c.divisor);
            for (long row = r.first; row < r.end; row++) {
                for (long column = c.first; column < c.end; column++) {
                    visitor.at(Odometer.flat(x, position[0], position[1], row, column), flat, share);
                }
            }
        });
    }
}
