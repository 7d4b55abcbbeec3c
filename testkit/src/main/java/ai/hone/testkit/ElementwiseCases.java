package ai.hone.testkit;

import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Scalar;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Storage;
import java.util.Arrays;

/** Cases for functions of one array, of an array and a number, and of two arrays that broadcast. */
final class ElementwiseCases {
    private static final long[][] SHAPES = {{}, {0}, {3, 0, 2}, {1, 1}, {2, 3, 5, 7}, {3, 33}};

    /** Pairs of shapes that broadcast. */
    private static final long[][][] PAIRS = {
        {{}, {}},
        {{}, {5}},
        {{5}, {}},
        {{3, 17}, {17}},
        {{17}, {3, 17}},
        {{3, 17}, {3, 1}},
        {{3, 1}, {3, 17}},
        {{3, 17}, {1}},
        {{9, 1}, {1, 7}},
        {{1, 7}, {9, 1}},
        {{2, 5, 3, 4}, {1, 5, 1, 1}},
        {{2, 5, 3, 4}, {5, 1, 1}},
        {{1, 5, 1, 1}, {2, 5, 3, 4}},
        {{2, 5, 3, 4}, {2, 1, 3, 4}},
        {{2, 5, 3, 4}, {2, 5, 1, 1}},
        {{2, 1, 3}, {4, 1}},
        {{2, 1, 3, 1, 4}, {5, 1, 2, 1}},
        {{0, 3}, {3}},
        {{0, 3}, {1, 1}},
        {{2, 0}, {2, 1}},
    };

    private ElementwiseCases() {}

    static void addTo(KernelCases table) {
        unary(table);
        scalar(table);
        binary(table);
        dropout(table);
    }

    private static void dropout(KernelCases table) {
        for (double p : new double[] {0, 0.25, 0.5, 0.9}) {
            for (long seed : new long[] {0, 1, -7, 0x123456789abcdefL}) {
                String label = p + " seed " + seed + " ";
                eachShape((name, dims) -> table.add(
                        "dropout", label + name, Bound.relative(), (k, in) -> k.dropout(in.normal(dims), p, seed)));
            }
            // Longer than the stretches in which a mask is drawn.
            table.add("dropout", p + " long", Bound.relative(), (k, in) -> k.dropout(in.normal(3, 5000), p, 5));
        }
    }

    private static void unary(KernelCases table) {
        for (Unary function : Unary.values()) {
            Bound bound = switch (function) {
                case NEGATE, ABS, RELU, SIGN -> Bound.exact();
                case SQRT, RECIPROCAL -> Bound.relative();
                case EXP, LOG, SIGMOID, TANH, ERF, SOFTPLUS -> Bound.sum(8, 1);
            };
            eachShape((label, dims) -> table.add(
                    "unary", function + " " + label, bound, (k, in) -> k.unary(function, domain(function, in, dims))));
            table.add("unary", function + " extremes", bound, (k, in) -> k.unary(function, in.extremes(65)));
            table.add("unary", function + " zeros", bound, (k, in) -> k.unary(function, in.constant(0, 9)));
            table.add(
                    "unary", function + " far from 0", bound, (k, in) -> k.unary(function, in.uniform(-200, 200, 67)));
        }
    }

    private static Storage domain(Unary function, Inputs in, long[] dims) {
        boolean positive = function == Unary.LOG || function == Unary.SQRT;
        return positive ? in.uniform(0.01, 10, dims) : in.uniform(-5, 5, dims);
    }

    private static void scalar(KernelCases table) {
        for (Scalar function : Scalar.values()) {
            double[] numbers = function == Scalar.POWER
                    ? new double[] {2, 3, 0.5, -1, -0.5, 0, 1.75}
                    : new double[] {-0.5, 0, 1, 2.25};
            Bound bound = switch (function) {
                case MAXIMUM, MINIMUM, GREATER -> Bound.exact();
                case ADD, MULTIPLY -> Bound.relative();
                case POWER -> Bound.sum(24, 0);
            };
            for (double s : numbers) {
                boolean positive = function == Scalar.POWER && s != Math.rint(s);
                eachShape((label, dims) -> table.add(
                        "scalar",
                        function + " " + s + " " + label,
                        bound,
                        (k, in) -> k.scalar(function, positive ? in.uniform(0.01, 5, dims) : in.normal(dims), s)));
                table.add(
                        "scalar",
                        function + " " + s + " ties",
                        bound,
                        (k, in) -> k.scalar(function, in.levels(5, 65), s));
                table.add(
                        "scalar",
                        function + " " + s + " extremes",
                        Bound.sum(512, 0),
                        (k, in) -> k.scalar(function, in.extremes(65), s));
            }
        }
    }

    private static void binary(KernelCases table) {
        for (Binary function : Binary.values()) {
            Bound bound = switch (function) {
                case MAXIMUM, MINIMUM, EQUAL, GREATER, RELU_BACKWARD -> Bound.exact();
                case ADD, SUBTRACT, MULTIPLY, DIVIDE -> Bound.relative();
                case SIGMOID_BACKWARD, TANH_BACKWARD -> Bound.sum(0, 1);
            };
            for (long[][] pair : PAIRS) {
                String label = Arrays.toString(pair[0]) + " " + Arrays.toString(pair[1]);
                table.add(
                        "binary",
                        function + " " + label,
                        bound,
                        (k, in) -> k.binary(function, left(function, in, pair[0]), right(function, in, pair[1])));
            }
            for (int n : KernelCases.SIZES) {
                table.add(
                        "binary",
                        function + " " + n,
                        bound,
                        (k, in) -> k.binary(function, left(function, in, n), right(function, in, n)));
            }
            boolean backward = function.name().endsWith("_BACKWARD");
            if (!backward) {
                table.add(
                        "binary",
                        function + " extremes",
                        bound,
                        (k, in) -> k.binary(function, in.extremes(130), in.extremes(130)));
            }
        }
    }

    private static Storage left(Binary function, Inputs in, long... dims) {
        return ties(function) ? in.levels(5, dims) : in.normal(dims);
    }

    private static Storage right(Binary function, Inputs in, long... dims) {
        return switch (function) {
            case SIGMOID_BACKWARD -> in.uniform(0, 1, dims);
            case TANH_BACKWARD -> in.uniform(-1, 1, dims);
            case RELU_BACKWARD -> in.levels(3, dims);
            default -> ties(function) ? in.levels(5, dims) : in.normal(dims);
        };
    }

    private static boolean ties(Binary function) {
        return function == Binary.EQUAL
                || function == Binary.GREATER
                || function == Binary.MAXIMUM
                || function == Binary.MINIMUM;
    }

    private interface EachShape {
        void add(String label, long[] dims);
    }

    private static void eachShape(EachShape visitor) {
        for (int n : KernelCases.SIZES) {
            visitor.add("[" + n + "]", new long[] {n});
        }
        for (long[] dims : SHAPES) {
            visitor.add(Arrays.toString(dims), dims);
        }
    }
}
