package ai.hone.testkit;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.BatchNormGradients;
import ai.hone.tensor.Kernels.BatchNormResult;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;

/** Cases for batch norm, softmax and cross-entropy. */
final class NormalizationCases {
    private static final double EPSILON = 1e-5;
    private static final boolean[] BOTH = {false, true};

    private NormalizationCases() {}

    static void addTo(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            batchNorm(table, 4, n);
            batchNorm(table, n + 1, 3);
            batchNorm(table, 2, n, 3, 4);
            batchNorm(table, 2, 3, 1, n);
            softmax(table, new long[] {n}, 0);
            softmax(table, new long[] {5, n}, 1);
            softmax(table, new long[] {n, 5}, 0);
            softmax(table, new long[] {2, n, 3}, 1);
            crossEntropy(table, n, 5);
            crossEntropy(table, 4, n);
        }
        batchNorm(table, 8, 5, 9, 11);
        for (int channels : new int[] {16, 32, 48}) {
            batchNorm(table, 3, channels, 4, 5);
            batchNorm(table, 5, channels, 1, 1);
        }
        softmax(table, new long[] {0, 5}, 1);
        softmax(table, new long[] {2, 3, 4, 5}, 3);
        softmax(table, new long[] {2, 3, 4, 5}, 1);
        crossEntropy(table, 0, 5);
        crossEntropy(table, 3, 1000);
    }

    private static void batchNorm(KernelCases table, long... x) {
        double count = (double) Shape.of(x).size() / x[1];
        for (boolean relu : BOTH) {
            String label = Arrays.toString(x) + (relu ? " relu" : "");
            cases(
                    table,
                    x,
                    "batchNormTraining",
                    label,
                    Bound.sum(4 * count, 10),
                    (k, in) -> k.batchNormTraining(
                            picture(in, in.normal(x)), in.normal(x[1]), in.normal(x[1]), EPSILON, relu));
            cases(
                    table,
                    x,
                    "batchNormTraining",
                    label + " far from 0",
                    Bound.sum(4 * count, 500),
                    (k, in) -> k.batchNormTraining(
                            picture(in, in.uniform(99, 101, x)), in.normal(x[1]), in.normal(x[1]), EPSILON, relu));
            cases(
                    table,
                    x,
                    "batchNormTraining",
                    label + " all equal",
                    Bound.sum(4 * count, 3 / Math.sqrt(EPSILON)),
                    (k, in) -> k.batchNormTraining(
                            picture(in, in.constant(3, x)), in.normal(x[1]), in.normal(x[1]), EPSILON, relu));
            cases(
                    table,
                    x,
                    "batchNormInference",
                    label,
                    Bound.sum(16, 10),
                    (k, in) -> k.batchNormInference(
                            picture(in, in.normal(x)),
                            in.normal(x[1]),
                            in.uniform(0.5, 2, x[1]),
                            in.normal(x[1]),
                            in.normal(x[1]),
                            EPSILON,
                            relu));
            cases(
                    table,
                    x,
                    "batchNormInference",
                    label + " no variance",
                    Bound.sum(16, 10 / Math.sqrt(EPSILON)),
                    (k, in) -> k.batchNormInference(
                            picture(in, in.normal(x)),
                            in.normal(x[1]),
                            in.constant(0, x[1]),
                            in.normal(x[1]),
                            in.normal(x[1]),
                            EPSILON,
                            relu));
            Bound backward = Bound.sum(4 * count, 20);
            cases(table, x, "batchNormBackward", label, backward, (k, in) -> backward(k, in, relu, x));
            cases(table, x, "batchNormBackward", label + " after forward", backward, (k, in) -> both(k, in, relu, x));
        }
    }

    private static void cases(
            KernelCases table, long[] x, String method, String label, Bound bound, KernelCase.Body body) {
        if (x.length == 4) {
            table.pictures(method, label, bound, body);
        } else {
            table.add(method, label, bound, body);
        }
    }

    private static Storage picture(Inputs in, Storage x) {
        return x.shape().rank() == 4 ? in.picture(x) : x;
    }

    /** Two values per channel can lie close together, and 1/σ then makes every rounding large: keep them apart. */
    private static Storage apart(Inputs in, long... x) {
        double[] values = in.normals(x);
        long inner = Shape.of(x).size() / (x[0] * x[1]);
        for (int i = 0; i < values.length; i++) {
            values[i] += (i / (x[1] * inner) + i % inner) % 2 == 0 ? 3 : -3;
        }
        return picture(in, in.of(values, x));
    }

    private static Object backward(Kernels k, Inputs in, boolean relu, long... x) {
        ReferenceBatchNorm norm = new ReferenceBatchNorm(Shape.of(x), EPSILON, relu);
        Storage input = apart(in, x);
        double[] values = k.toDoubles(input);
        double[] mean = norm.mean(values);
        double[] variance = norm.variance(values, mean);
        double[] weight = in.normals(x[1]);
        double[] y = norm.forward(values, mean, variance, weight, in.normals(x[1]));
        return k.batchNormBackward(
                picture(in, in.normal(x)),
                input,
                picture(in, in.of(y, x)),
                in.of(mean, x[1]),
                in.of(variance, x[1]),
                in.of(weight, x[1]),
                EPSILON,
                relu);
    }

    /** With the very results of the forward pass, as training has them. */
    private static Object both(Kernels k, Inputs in, boolean relu, long... x) {
        Storage input = apart(in, x);
        Storage weight = in.normal(x[1]);
        BatchNormResult r = k.batchNormTraining(input, weight, in.normal(x[1]), EPSILON, relu);
        BatchNormGradients gradients = k.batchNormBackward(
                picture(in, in.normal(x)),
                input,
                in.step(r.y()),
                in.step(r.mean()),
                in.step(r.variance()),
                weight,
                EPSILON,
                relu);
        return gradients;
    }

    private static void softmax(KernelCases table, long[] dims, int axis) {
        String label = Arrays.toString(dims) + " along " + axis;
        Bound bound = Bound.sum(dims[axis], 1);
        Bound wide = Bound.sum(dims[axis], 400);
        table.add("softmax", label, bound, (k, in) -> k.softmax(in.normal(dims), axis));
        table.add("softmax", label + " ±200", wide, (k, in) -> k.softmax(in.uniform(-200, 200, dims), axis));
        table.add("softmax", label + " extremes", bound, (k, in) -> k.softmax(in.extremes(dims), axis));
        table.add("softmax", label + " all equal", bound, (k, in) -> k.softmax(in.constant(-200, dims), axis));
        table.add("logSoftmax", label, bound, (k, in) -> k.logSoftmax(in.normal(dims), axis));
        table.add("logSoftmax", label + " ±200", wide, (k, in) -> k.logSoftmax(in.uniform(-200, 200, dims), axis));
        table.add("logSoftmax", label + " extremes", wide, (k, in) -> k.logSoftmax(in.extremes(dims), axis));
        table.add("logSoftmax", label + " all equal", wide, (k, in) -> k.logSoftmax(in.constant(200, dims), axis));
    }

    private static void crossEntropy(KernelCases table, long rows, long classes) {
        String label = "[" + rows + ", " + classes + "]";
        Bound bound = Bound.sum(classes, 8);
        Bound wide = Bound.sum(classes, 400);
        for (Logits logits : Logits.values()) {
            Bound b = logits == Logits.NORMAL ? bound : wide;
            table.add(
                    "crossEntropy",
                    label + " " + logits,
                    b,
                    (k, in) -> k.crossEntropy(logits.make(in, rows, classes), in.indices(classes, rows)));
            table.add(
                    "crossEntropyBackward",
                    label + " " + logits,
                    b,
                    (k, in) -> k.crossEntropyBackward(
                            in.normal(rows), logits.make(in, rows, classes), in.indices(classes, rows)));
        }
    }

    private enum Logits {
        NORMAL,
        WIDE,
        EXTREME,
        EQUAL;

        Storage make(Inputs in, long... dims) {
            return switch (this) {
                case NORMAL -> in.normal(dims);
                case WIDE -> in.uniform(-200, 200, dims);
                case EXTREME -> in.extremes(dims);
                case EQUAL -> in.constant(200, dims);
            };
        }
    }
}
