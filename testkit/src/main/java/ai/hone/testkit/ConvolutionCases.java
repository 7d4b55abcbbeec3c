package ai.hone.testkit;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Cases for convolution and its two gradients. */
final class ConvolutionCases {
    private ConvolutionCases() {}

    static void addTo(KernelCases table) {
        for (int channels : KernelCases.SIZES) {
            add(table, new long[] {2, channels, 5, 6}, 5, Geometry.square(3, 1, 1, 1, 1));
            add(table, new long[] {1, 3, 5, 5}, channels, Geometry.square(3, 2, 1, 1, 1));
            add(table, new long[] {2, channels, 4, 3}, 7, Geometry.square(1, 1, 0, 1, 1));
            add(table, new long[] {2, channels, 5, 5}, channels, Geometry.square(3, 1, 1, 1, channels));
        }
        for (int width : KernelCases.SIZES) {
            add(table, new long[] {1, 2, 3, width}, 3, Geometry.square(3, 1, 1, 1, 1));
            add(table, new long[] {1, 2, width, 3}, 3, Geometry.square(3, 2, 1, 1, 1));
        }
        add(table, new long[] {1, 1, 1, 1}, 1, Geometry.square(1, 1, 0, 1, 1));
        add(table, new long[] {1, 1, 1, 1}, 1, Geometry.square(3, 1, 1, 1, 1));
        add(table, new long[] {0, 3, 5, 5}, 4, Geometry.square(3, 1, 1, 1, 1));
        add(table, new long[] {2, 3, 17, 15}, 8, Geometry.square(7, 2, 3, 1, 1));
        add(table, new long[] {2, 4, 9, 9}, 6, Geometry.square(1, 2, 0, 1, 1));
        add(table, new long[] {2, 4, 9, 9}, 6, Geometry.square(2, 2, 0, 1, 1));
        add(table, new long[] {2, 4, 9, 8}, 6, Geometry.square(3, 3, 0, 1, 1));
        add(table, new long[] {2, 4, 9, 8}, 6, Geometry.square(3, 1, 2, 1, 1));
        add(table, new long[] {2, 4, 11, 11}, 6, Geometry.square(3, 1, 2, 2, 1));
        add(table, new long[] {2, 4, 11, 12}, 6, Geometry.square(3, 2, 3, 3, 1));
        add(table, new long[] {2, 4, 7, 7}, 6, Geometry.square(3, 1, 1, 1, 2));
        add(table, new long[] {2, 6, 7, 7}, 9, Geometry.square(3, 2, 1, 1, 3));
        add(table, new long[] {2, 6, 9, 9}, 12, Geometry.square(3, 2, 2, 2, 6));
        add(table, new long[] {2, 3, 9, 11}, 5, new Geometry(1, 5, 1, 2, 0, 2, 1, 1, 1));
        add(table, new long[] {2, 3, 9, 11}, 5, new Geometry(4, 2, 3, 1, 2, 0, 1, 1, 1));
        add(table, new long[] {2, 4, 9, 11}, 6, new Geometry(3, 2, 2, 1, 1, 1, 2, 3, 2));
        add(table, new long[] {3, 2, 3, 3}, 4, Geometry.square(3, 1, 0, 1, 1));
    }

    private static void add(KernelCases table, long[] x, long out, Geometry g) {
        long[] w = {out, x[1] / g.groups(), g.kernelHeight(), g.kernelWidth()};
        long[] y = {x[0], out, g.outputHeight(x[2]), g.outputWidth(x[3])};
        String label = Arrays.toString(x) + " to " + Arrays.toString(y) + " by " + Arrays.toString(w) + " " + g;
        double taps = (double) w[1] * w[2] * w[3];
        table.add("conv2d", label, Bound.sum(taps, 1), (k, in) -> k.conv2d(in.normal(x), in.normal(w), null, g));
        table.add(
                "conv2d",
                label + " bias",
                Bound.sum(taps, 1),
                (k, in) -> k.conv2d(in.normal(x), in.normal(w), in.normal(out), g));
        table.add(
                "conv2dBackwardInput",
                label,
                Bound.sum(taps * out / w[1], 1),
                (k, in) -> k.conv2dBackwardInput(in.normal(y), in.normal(w), Shape.of(x), g));
        table.add(
                "conv2dBackwardWeight",
                label,
                Bound.sum(x[0] * y[2] * y[3], 1),
                (k, in) -> k.conv2dBackwardWeight(in.normal(y), in.normal(x), Shape.of(w), g));
    }
}
