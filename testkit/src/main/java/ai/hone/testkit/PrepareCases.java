package ai.hone.testkit;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.BatchNormGradients;
import ai.hone.tensor.Kernels.BatchNormResult;
import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.List;

/** Cases for precisions, for preparing arrays, and for the steps of a network that follow each other on what was prepared. */
final class PrepareCases {
    private static final double EPSILON = 1e-5;
    private static final Geometry SAME = Geometry.square(3, 1, 1, 1, 1);

    /** Ties of bfloat16 to either side, their neighbours in float32, and what has no bits to round. */
    private static final double[] ROUNDED = {
        1 + 0x1p-8,
        1 + 3 * 0x1p-8,
        -1 - 0x1p-8,
        -1 - 3 * 0x1p-8,
        1 + 0x1p-8 + 0x1p-23,
        1 + 0x1p-8 - 0x1p-23,
        2 - 0x1p-23,
        1 + 0x1p-23,
        0,
        -0.0,
        1,
        -3.5,
        1e30,
        -1e-30,
        3.0e38,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private PrepareCases() {}

    static void addTo(KernelCases table) {
        table.pictures("lacksBfloat16", "is said", Bound.exact(), (k, in) -> {
            String lack = k.lacksBfloat16();
            return lack == null || !lack.isBlank() ? 1 : 0;
        });
        prepare(table);
        for (int channels : new int[] {5, 16, 32}) {
            steps(table, channels);
        }
    }

    private static void prepare(KernelCases table) {
        for (long[] dims : new long[][] {
            {2, 3, 4, 5},
            {2, 16, 3, 3},
            {1, 1, 1, 1},
            {3, 7, 1, 1},
            {0, 3, 4, 4},
            {2, 1, 5, 4},
            {},
            {5},
            {4, 7},
            {2, 3, 4}
        }) {
            String label = Arrays.toString(dims);
            table.add("prepare", label, Bound.exact(), (k, in) -> k.prepare(in.normal(dims), Precision.FLOAT32));
            if (dims.length == 4) {
                table.pictures(
                        "prepare",
                        label + " in its precision",
                        Bound.exact(),
                        (k, in) -> k.prepare(in.normal(dims), in.precision()));
                table.pictures(
                        "prepare",
                        label + " again",
                        Bound.exact(),
                        (k, in) -> k.prepare(in.picture(dims), in.precision()));
                table.pictures(
                        "prepare",
                        label + " extremes",
                        Bound.exact(),
                        (k, in) -> k.prepare(in.extremes(dims), in.precision()));
            }
        }
        table.pictures(
                "prepare",
                "numbers that round",
                Bound.exact(),
                (k, in) -> k.prepare(in.ramp(i -> ROUNDED[i % ROUNDED.length], 2, 9, 3, 4), in.precision()));
        table.pictures("prepare", "memory of its own", Bound.exact(), (k, in) -> {
            Storage x = k.of(in.normals(2, 3, 4, 4), Shape.of(2, 3, 4, 4), in.dtype());
            Storage y = k.prepare(x, in.precision());
            x.release();
            in.normal(2, 3, 4, 4);
            return y;
        });
    }

    /** What one step leaves is what the next one takes. Whole numbers where sums would hide a step's own error. */
    private static void steps(KernelCases table, int channels) {
        long[] dims = {2, channels, 6, 5};
        String after = " after a convolution, " + channels + " channels";
        double taps = 9.0 * channels;
        Geometry strided = Geometry.square(3, 2, 1, 1, 1);
        table.pictures("unary", "RELU of a sum" + after, Bound.exact(), (k, in) -> {
            Storage sum = in.step(k.binary(Binary.ADD, convolved(k, in, dims), convolved(k, in, dims)));
            return k.unary(Unary.RELU, sum);
        });
        table.pictures(
                "conv2d",
                "by 1" + after,
                Bound.sum(channels, 40),
                (k, in) -> k.conv2d(
                        convolved(k, in, dims), in.weight(7, channels, 1, 1), null, Geometry.square(1, 2, 0, 1, 1)));
        table.pictures(
                "conv2d",
                "by 3" + after,
                Bound.sum(taps, 40),
                (k, in) -> k.conv2d(convolved(k, in, dims), in.weight(16, channels, 3, 3), in.normal(16), strided));
        table.pictures(
                "conv2d",
                "relu" + after,
                Bound.sum(taps, 40),
                (k, in) -> k.conv2d(
                        in.step(k.unary(Unary.RELU, convolved(k, in, dims))),
                        in.weight(16, channels, 3, 3),
                        null,
                        SAME));
        Bound weights = Bound.sum(60, 500);
        table.pictures(
                "conv2dBackwardWeight",
                "both" + after,
                weights,
                weights,
                (k, in) -> k.conv2dBackwardWeight(
                        convolved(k, in, 2, 16, 6, 5), convolved(k, in, dims), Shape.of(16, channels, 3, 3), SAME));
        table.pictures(
                "conv2dBackwardInput",
                "gradient" + after,
                Bound.sum(144, 40),
                (k, in) -> k.conv2dBackwardInput(
                        convolved(k, in, 2, 16, 6, 5), in.weight(16, channels, 3, 3), Shape.of(dims), SAME));
        table.pictures(
                "batchNormTraining",
                "relu" + after,
                Bound.sum(240, 10),
                (k, in) -> k.batchNormTraining(
                        convolved(k, in, dims), in.normal(channels), in.normal(channels), EPSILON, true));
        table.pictures("maxPool2d", "" + after, Bound.exact(), (k, in) -> k.maxPool2d(convolved(k, in, dims), strided));
        table.pictures("maxPool2dBackward", "" + after, Bound.sum(9, 40), (k, in) -> {
            Storage x = convolved(k, in, dims);
            Storage y = in.step(k.maxPool2d(x, strided));
            return k.maxPool2dBackward(convolved(k, in, 2, channels, 3, 3), x, y, strided);
        });
        table.pictures(
                "averagePool2d",
                "" + after,
                Bound.sum(9, 40),
                (k, in) -> k.averagePool2d(convolved(k, in, dims), strided));
        for (Reduction function : new Reduction[] {Reduction.MEAN, Reduction.MAX}) {
            table.pictures(
                    "adaptivePool2d",
                    function + after,
                    Bound.sum(30, 40),
                    (k, in) -> k.adaptivePool2d(function, convolved(k, in, dims), 1, 1));
            table.pictures(
                    "adaptivePool2dBackward",
                    function + after,
                    Bound.sum(30, 40),
                    (k, in) -> k.adaptivePool2dBackward(
                            function, convolved(k, in, 2, channels, 1, 1), convolved(k, in, dims), 1, 1));
        }
        table.pictures("batchNormBackward", "a block" + after, Bound.sum(480, 60), (k, in) -> block(k, in, channels));
        fused(table, channels);
    }

    /** What a back end that puts work off may merge; each step is read too, or gone before the last one is. */
    private static void fused(KernelCases table, int channels) {
        long[] dims = {2, channels, 6, 5};
        String label = "of a convolution, " + channels + " channels";
        Bound exact = Bound.exact();
        Bound norm = Bound.sum(16, 200);
        // The norm may be folded into weights, which are rounded then, or be rounded before the sum.
        Bound folded = new Bound(2 * Bfloat16.ROUNDING / Math.ulp(1.0f), 100, 1);
        table.pictures("unary", "RELU " + label + ", both read", exact, (k, in) -> {
            Storage y = convolved(k, in, dims);
            return List.of(k.unary(Unary.RELU, y), k.copy(y));
        });
        table.pictures("binary", "a sum " + label + "s, ReLU and all read", exact, (k, in) -> {
            Storage a = convolved(k, in, dims);
            Storage b = convolved(k, in, dims);
            Storage sum = in.step(k.binary(Binary.ADD, a, b));
            return List.of(k.unary(Unary.RELU, sum), k.copy(sum), k.copy(a), k.copy(b));
        });
        table.pictures("binary", "a sum " + label + " with itself and more", exact, (k, in) -> {
            Storage a = convolved(k, in, dims);
            Storage twice = in.step(k.binary(Binary.ADD, a, a));
            Storage more = in.step(k.binary(Binary.ADD, in.picture(in.levels(9, dims)), twice));
            return List.of(k.binary(Binary.ADD, more, a), k.copy(twice));
        });
        table.pictures("batchNormInference", label + ", ReLU, sum, ReLU", norm, folded, (k, in) -> {
            Storage y = convolved(k, in, dims);
            Storage normed = in.step(norm(k, in, y, false));
            Storage sum = in.step(k.binary(Binary.ADD, normed, in.picture(dims)));
            return List.of(k.unary(Unary.RELU, sum), norm(k, in, y, true), k.copy(normed), k.copy(y));
        });
        table.pictures("batchNormInference", label + ", its inputs gone", norm, folded, (k, in) -> {
            Storage x = k.copy(in.picture(in.levels(3, 2, 4, 6, 5)));
            Storage weight = k.copy(in.levels(3, channels, 4, 3, 3));
            Storage shortcut = k.copy(in.picture(in.levels(9, dims)));
            Storage mean = k.copy(in.normal(channels));
            Storage y = k.conv2d(x, weight, null, SAME);
            Storage normed = k.batchNormInference(
                    y, mean, in.uniform(0.5, 2, channels), in.normal(channels), in.normal(channels), EPSILON, false);
            Storage sum = k.binary(Binary.ADD, normed, shortcut);
            List.of(x, weight, shortcut, mean, y, normed).forEach(Storage::release);
            in.normal(2, channels, 6, 5);
            Storage relu = k.unary(Unary.RELU, sum);
            sum.release();
            return relu;
        });
        table.pictures("batchNormInference", label + ", never read", norm, (k, in) -> {
            Storage y = convolved(k, in, dims);
            Storage normed = norm(k, in, y, false);
            k.binary(Binary.ADD, normed, in.picture(dims)).release();
            normed.release();
            return k.copy(y);
        });
        for (int changed = 0; changed < 6; changed++) {
            changing(table, label, dims, changed, folded);
        }
    }

    private static Storage norm(Kernels k, Inputs in, Storage x, boolean relu) {
        long channels = x.shape().dim(1);
        return k.batchNormInference(
                x,
                in.normal(channels),
                in.uniform(0.5, 2, channels),
                in.normal(channels),
                in.normal(channels),
                EPSILON,
                relu);
    }

    /** A parameter or statistic that changes after it was used, before the result is read, and is used once more. */
    private static void changing(KernelCases table, String label, long[] dims, int changed, Bound folded) {
        String which = List.of("weight", "bias", "mean", "variance", "norm weight", "norm bias")
                .get(changed);
        int channels = (int) dims[1];
        table.pictures(
                "batchNormInference", label + " whose " + which + " changes", Bound.sum(24, 400), folded, (k, in) -> {
                    Storage flat = in.changing(in.constant(0, 36L * channels));
                    Storage weight = in.parameterView(flat, 0, channels, 4, 3, 3);
                    k.assign(weight, in.levels(3, channels, 4, 3, 3));
                    Storage[] parameters = {
                        weight,
                        in.changing(in.levels(5, channels)),
                        in.changing(in.normal(channels)),
                        in.changing(in.uniform(0.5, 2, channels)),
                        in.changing(in.normal(channels)),
                        in.changing(in.normal(channels))
                    };
                    Storage x = in.picture(in.levels(3, 2, 4, 6, 5));
                    Storage before = normed(k, in, x, parameters);
                    k.fill(changed == 0 ? flat : parameters[changed], 1);
                    Storage after = normed(k, in, x, parameters);
                    k.lerp(
                            parameters[changed],
                            in.constant(3, parameters[changed].shape().dims()),
                            1,
                            0.5);
                    Storage last = normed(k, in, x, parameters);
                    k.fill(parameters[changed], 1);
                    return List.of(before, after, last);
                });
    }

    private static Storage normed(Kernels k, Inputs in, Storage x, Storage... parameters) {
        Storage y = in.step(k.conv2d(x, parameters[0], parameters[1], SAME));
        return k.batchNormInference(y, parameters[2], parameters[3], parameters[4], parameters[5], EPSILON, false);
    }

    private static Storage convolved(Kernels k, Inputs in, long... dims) {
        return PictureCases.convolved(k, in, dims);
    }

    /** Convolution, batch norm with ReLU, and back: the ReLU's mask as the back end noted it. */
    private static List<Object> block(Kernels k, Inputs in, int channels) {
        Storage x = convolved(k, in, 2, channels, 6, 5);
        Storage weight = in.normal(channels);
        BatchNormResult forward = k.batchNormTraining(x, weight, in.normal(channels), EPSILON, true);
        Storage y = in.step(forward.y());
        BatchNormGradients back = k.batchNormBackward(
                convolved(k, in, 2, channels, 6, 5),
                x,
                y,
                in.step(forward.mean()),
                in.step(forward.variance()),
                weight,
                EPSILON,
                true);
        return List.of(back, k.copy(y));
    }
}
