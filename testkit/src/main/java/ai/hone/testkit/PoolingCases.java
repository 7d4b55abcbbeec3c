package ai.hone.testkit;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;

/** Cases for sliding and adaptive pooling. */
final class PoolingCases {
    private PoolingCases() {}

    static void addTo(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            sliding(table, new long[] {2, n, 6, 7}, Geometry.square(2, 2, 0, 1, 1));
            sliding(table, new long[] {1, 2, n, 3}, Geometry.square(3, 2, 1, 1, 1));
            sliding(table, new long[] {1, 2, 3, n}, Geometry.square(3, 1, 1, 1, 1));
            adaptive(table, new long[] {2, n, 5, 7}, 1, 1);
            adaptive(table, new long[] {1, 2, n, 5}, 3, 2);
            adaptive(table, new long[] {1, 2, 4, n}, 1, 4);
        }
        sliding(table, new long[] {0, 2, 5, 5}, Geometry.square(2, 2, 0, 1, 1));
        sliding(table, new long[] {1, 1, 1, 1}, Geometry.square(1, 1, 0, 1, 1));
        sliding(table, new long[] {2, 3, 11, 12}, Geometry.square(2, 3, 1, 1, 1));
        sliding(table, new long[] {2, 3, 11, 12}, Geometry.square(5, 2, 2, 1, 1));
        sliding(table, new long[] {2, 3, 11, 12}, new Geometry(3, 2, 1, 2, 0, 1, 1, 1, 1));
        sliding(table, new long[] {2, 3, 8, 8}, new Geometry(1, 4, 2, 3, 0, 2, 1, 1, 1));
        for (int channels : new int[] {16, 32, 48}) {
            sliding(table, new long[] {2, channels, 7, 6}, Geometry.square(3, 2, 1, 1, 1));
            sliding(table, new long[] {3, channels, 4, 5}, Geometry.square(3, 1, 1, 1, 1));
            adaptive(table, new long[] {2, channels, 6, 7}, 2, 3);
        }
        sliding(table, new long[] {0, 16, 5, 5}, Geometry.square(3, 2, 1, 1, 1));
        adaptive(table, new long[] {0, 2, 5, 5}, 1, 1);
        adaptive(table, new long[] {2, 3, 7, 7}, 7, 7);
        adaptive(table, new long[] {2, 3, 2, 3}, 5, 7);
        adaptive(table, new long[] {2, 3, 13, 10}, 6, 7);
    }

    private static Storage maxBackward(Kernels k, Storage gradient, Storage x, Geometry g) {
        Storage y = k.maxPool2d(x, g);
        Storage dx = k.maxPool2dBackward(gradient, x, y, g);
        y.release();
        return dx;
    }

    /** With a forward result that has been copied, so that what a back end noted beside it is lost. */
    private static Storage maxBackwardOfCopy(Kernels k, Storage gradient, Storage x, Geometry g) {
        Storage y = k.maxPool2d(x, g);
        Storage copy = k.copy(y);
        y.release();
        Storage dx = k.maxPool2dBackward(gradient, x, copy, g);
        copy.release();
        return dx;
    }

    private static void sliding(KernelCases table, long[] x, Geometry g) {
        long[] y = {x[0], x[1], g.outputHeight(x[2]), g.outputWidth(x[3])};
        String label = Arrays.toString(x) + " to " + Arrays.toString(y) + " " + g;
        double window = (double) g.kernelHeight() * g.kernelWidth();
        Bound sum = Bound.sum(window, 1);
        table.pictures("maxPool2d", label, Bound.exact(), (k, in) -> k.maxPool2d(in.picture(x), g));
        table.pictures(
                "maxPool2d",
                label + " below 0",
                Bound.exact(),
                (k, in) -> k.maxPool2d(in.picture(in.uniform(-9, -1, x)), g));
        table.pictures(
                "maxPool2d", label + " extremes", Bound.exact(), (k, in) -> k.maxPool2d(in.picture(in.extremes(x)), g));
        table.pictures("maxPool2dBackward", label, sum, (k, in) -> maxBackward(k, in.picture(y), in.picture(x), g));
        table.pictures(
                "maxPool2dBackward",
                label + " ties",
                sum,
                (k, in) -> maxBackward(k, in.picture(y), in.picture(in.levels(3, x)), g));
        table.pictures(
                "maxPool2dBackward",
                label + " all equal",
                sum,
                (k, in) -> maxBackward(k, in.picture(y), in.picture(in.constant(2, x)), g));
        table.pictures(
                "maxPool2dBackward",
                label + " below 0",
                sum,
                (k, in) -> maxBackward(k, in.picture(y), in.picture(in.uniform(-9, -1, x)), g));
        table.pictures(
                "maxPool2dBackward",
                label + " y copied",
                sum,
                (k, in) -> maxBackwardOfCopy(k, in.picture(y), in.picture(in.levels(3, x)), g));
        table.pictures("averagePool2d", label, sum, (k, in) -> k.averagePool2d(in.picture(x), g));
        table.pictures(
                "averagePool2dBackward", label, sum, (k, in) -> k.averagePool2dBackward(in.picture(y), Shape.of(x), g));
    }

    private static void adaptive(KernelCases table, long[] x, int height, int width) {
        long[] y = {x[0], x[1], height, width};
        String label = Arrays.toString(x) + " to " + Arrays.toString(y);
        Bound bound = Bound.sum((double) (x[2] / height + 2) * (x[3] / width + 2), 1);
        for (Reduction function : new Reduction[] {Reduction.MEAN, Reduction.MAX}) {
            Bound forward = function == Reduction.MAX ? Bound.exact() : bound;
            table.pictures(
                    "adaptivePool2d",
                    function + " " + label,
                    forward,
                    (k, in) -> k.adaptivePool2d(function, in.picture(x), height, width));
            table.pictures(
                    "adaptivePool2dBackward",
                    function + " " + label,
                    bound,
                    (k, in) -> k.adaptivePool2dBackward(function, in.picture(y), in.picture(x), height, width));
            table.pictures(
                    "adaptivePool2dBackward",
                    function + " " + label + " ties",
                    bound,
                    (k, in) -> k.adaptivePool2dBackward(
                            function, in.picture(y), in.picture(in.levels(3, x)), height, width));
        }
    }
}
