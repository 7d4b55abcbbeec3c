package ai.hone.testkit;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        blocks(table);
        sequences(table);
    }

    /** Channel counts that fill the tiles of 16 that specialised back ends keep weights in, and that do not quite. */
    private static void blocks(KernelCases table) {
        for (int channels : new int[] {16, 32, 48, 64}) {
            add(table, new long[] {2, channels, 4, 5}, channels, Geometry.square(3, 1, 1, 1, 1));
            add(table, new long[] {3, channels, 3, 3}, 16, Geometry.square(1, 1, 0, 1, 1));
            add(table, new long[] {1, 16, 5, 4}, channels, Geometry.square(3, 2, 1, 1, 1));
            add(table, new long[] {2, channels, 4, 4}, channels, Geometry.square(3, 1, 1, 1, channels / 16));
            add(table, new long[] {2, channels, 4, 4}, channels, Geometry.square(3, 1, 1, 1, channels / 8));
            add(table, new long[] {1, channels, 4, 4}, channels, Geometry.square(3, 2, 1, 1, channels));
        }
        add(table, new long[] {2, 3, 17, 15}, 64, Geometry.square(7, 2, 3, 1, 1));
        add(table, new long[] {2, 32, 7, 7}, 24, Geometry.square(1, 2, 0, 1, 1));
        add(table, new long[] {2, 32, 7, 7}, 32, Geometry.square(3, 1, 2, 2, 1));
        add(table, new long[] {2, 64, 5, 5}, 32, Geometry.square(3, 1, 1, 1, 2));
        add(table, new long[] {1, 32, 1, 1}, 48, Geometry.square(3, 1, 1, 1, 1));
        add(table, new long[] {0, 32, 4, 4}, 16, Geometry.square(3, 1, 1, 1, 1));
        add(table, new long[] {2, 16, 3, 9}, 16, new Geometry(3, 5, 1, 1, 1, 2, 1, 1, 1));
    }

    /** Batches that change, and weights that come and go in the same memory. */
    private static void sequences(KernelCases table) {
        for (int channels : new int[] {3, 16, 32}) {
            long[] w = {16, channels, 3, 3};
            Geometry g = Geometry.square(3, 1, 1, 1, 1);
            Bound bound = Bound.sum(9.0 * channels, 1);
            table.pictures("conv2d", "batches that change, " + channels + " channels", bound, (k, in) -> {
                Storage weight = in.weight(w);
                List<Storage> results = new ArrayList<>();
                for (int batch : new int[] {4, 3, 1, 4, 2}) {
                    results.add(k.conv2d(in.picture(batch, channels, 5, 4 + batch), weight, null, g));
                }
                return results;
            });
            table.pictures("conv2d", "weights that come and go, " + channels + " channels", bound, (k, in) -> {
                Storage x = in.picture(2, channels, 4, 4);
                List<Storage> results = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    Storage weight = k.copy(in.weight(w));
                    results.add(k.conv2d(x, weight, null, g));
                    weight.release();
                }
                return results;
            });
        }
    }

    private static void add(KernelCases table, long[] x, long out, Geometry g) {
        long[] w = {out, x[1] / g.groups(), g.kernelHeight(), g.kernelWidth()};
        long[] y = {x[0], out, g.outputHeight(x[2]), g.outputWidth(x[3])};
        String label = Arrays.toString(x) + " to " + Arrays.toString(y) + " by " + Arrays.toString(w) + " " + g;
        double taps = (double) w[1] * w[2] * w[3];
        Bound forward = Bound.sum(taps, 1);
        Bound weights = Bound.sum(x[0] * y[2] * y[3], 1);
        table.pictures("conv2d", label, forward, (k, in) -> k.conv2d(in.picture(x), in.weight(w), null, g));
        table.pictures(
                "conv2d",
                label + " bias",
                forward,
                (k, in) -> k.conv2d(in.picture(x), in.weight(w), in.normal(out), g));
        // A weight that bfloat16 does not hold may be rounded: its error adds up like the terms' own signs do.
        table.arranged(
                "conv2d",
                label + " weights of float32",
                Arrangement.BFLOAT16,
                new Bound(forward.units() + 2 * Bfloat16.ROUNDING / Math.ulp(1.0f), Math.sqrt(taps) + 1, 1),
                (k, in) -> k.conv2d(in.picture(x), in.normal(w), null, g));
        table.pictures(
                "conv2dBackwardInput",
                label,
                Bound.sum(taps * out / w[1], 1),
                (k, in) -> k.conv2dBackwardInput(in.picture(y), in.weight(w), Shape.of(x), g));
        table.pictures(
                "conv2dBackwardWeight",
                label,
                weights,
                weights,
                (k, in) -> k.conv2dBackwardWeight(in.picture(y), in.picture(x), Shape.of(w), g));
        into(table, label, x, y, w, g);
    }

    /** Into a parameter, or into an array or nothing, in turns. */
    private static void into(KernelCases table, String label, long[] x, long[] y, long[] w, Geometry g) {
        Bound bound = Bound.sum(x[0] * y[2] * y[3], 1);
        Shape weight = Shape.of(w);
        String method = "conv2dBackwardWeightInto";
        table.arranged(method, label + " a parameter", bound, bound, (k, in) -> {
            Storage into = in.parameterView(in.normal(weight.size() + 7), 3, w);
            Storage dw = k.conv2dBackwardWeightInto(in.picture(y), in.picture(x), weight, g, into);
            return List.of(k.copy(into), dw == into ? 1 : 0);
        });
        if (label.hashCode() % 3 == 0) {
            table.pictures(
                    method,
                    label + " nothing",
                    bound,
                    bound,
                    (k, in) -> k.conv2dBackwardWeightInto(in.picture(y), in.picture(x), weight, g, null));
            table.pictures(method, label + " an array", bound, bound, (k, in) -> {
                Storage into = in.changing(in.normal(w));
                Storage dw = k.conv2dBackwardWeightInto(in.picture(y), in.picture(x), weight, g, into);
                return List.of(k.copy(into), dw == into ? 1 : 0);
            });
        }
    }
}
