package ai.hone.testkit;

import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Cases for reductions. */
final class ReductionCases {
    private static final int[][] AXES_OF_4 = {
        {0}, {1}, {2}, {3}, {0, 1}, {0, 2}, {1, 3}, {2, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3}
    };
    private static final boolean[] BOTH = {false, true};

    private ReductionCases() {}

    static void addTo(KernelCases table) {
        for (Reduction function : Reduction.values()) {
            for (boolean keep : BOTH) {
                reduce(table, function, keep);
            }
        }
        for (boolean keep : BOTH) {
            empty(table, keep, new long[] {0}, 0);
            empty(table, keep, new long[] {0, 3}, 0);
            empty(table, keep, new long[] {0, 3}, 1);
            empty(table, keep, new long[] {3, 0}, 1);
            empty(table, keep, new long[] {2, 0, 3}, 0, 1);
        }
        argMax(table);
    }

    private static void reduce(KernelCases table, Reduction function, boolean keep) {
        for (int n : KernelCases.SIZES) {
            reduce(table, function, keep, new long[] {n}, 0);
            reduce(table, function, keep, new long[] {n, 3}, 0);
            reduce(table, function, keep, new long[] {3, n}, 1);
            reduce(table, function, keep, new long[] {2, n, 5}, 1);
            reduce(table, function, keep, new long[] {n, 2, n}, 0, 2);
        }
        for (int[] axes : AXES_OF_4) {
            reduce(table, function, keep, new long[] {3, 4, 5, 7}, axes);
            reduce(table, function, keep, new long[] {1, 9, 1, 8}, axes);
        }
        reduce(table, function, keep, new long[] {2, 3, 2, 3, 4}, 1, 3);
        reduce(table, function, keep, new long[] {64, 128}, 0);
        reduce(table, function, keep, new long[] {4096}, 0);
    }

    private static void reduce(KernelCases table, Reduction function, boolean keep, long[] dims, int... axes) {
        String label =
                function + " " + Arrays.toString(dims) + " over " + Arrays.toString(axes) + (keep ? " kept" : "");
        double terms = (double) Shape.of(dims).size()
                / Shape.of(dims).reduced(axes, true).size();
        boolean sum = function == Reduction.SUM || function == Reduction.MEAN;
        table.add(
                "reduce",
                label,
                sum ? Bound.sum(terms, 1) : Bound.exact(),
                (k, in) -> k.reduce(function, in.normal(dims), axes, keep));
        table.add(
                "reduce",
                label + " extremes",
                sum ? Bound.sum(terms, 1e30) : Bound.exact(),
                (k, in) -> k.reduce(function, in.extremes(dims), axes, keep));
        table.add(
                "reduce",
                label + " below 0",
                sum ? Bound.sum(terms, 1) : Bound.exact(),
                (k, in) -> k.reduce(function, in.uniform(-9, -1, dims), axes, keep));
    }

    private static void empty(KernelCases table, boolean keep, long[] dims, int... axes) {
        String label = "SUM " + Arrays.toString(dims) + " over " + Arrays.toString(axes) + (keep ? " kept" : "");
        table.add("reduce", label, Bound.exact(), (k, in) -> k.reduce(Reduction.SUM, in.normal(dims), axes, keep));
    }

    private static void argMax(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            argMax(table, new long[] {n}, 0);
            argMax(table, new long[] {5, n}, 1);
            argMax(table, new long[] {n, 5}, 0);
            argMax(table, new long[] {2, n, 3}, 1);
        }
        argMax(table, new long[] {2, 3, 4, 5}, 3);
        argMax(table, new long[] {2, 3, 4, 5}, 1);
        argMax(table, new long[] {0, 3}, 1);
    }

    private static void argMax(KernelCases table, long[] dims, int axis) {
        String label = Arrays.toString(dims) + " along " + axis;
        table.add("argMax", label, Bound.exact(), (k, in) -> k.argMax(in.normal(dims), axis));
        table.add("argMax", label + " ties", Bound.exact(), (k, in) -> k.argMax(in.levels(3, dims), axis));
        table.add("argMax", label + " all equal", Bound.exact(), (k, in) -> k.argMax(in.constant(-2, dims), axis));
        table.add("argMax", label + " extremes", Bound.exact(), (k, in) -> k.argMax(in.extremes(dims), axis));
    }
}
