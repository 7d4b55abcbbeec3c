package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.List;

/** Cases for rearranging elements; all exact. Integers move too: labels are sliced, joined and gathered. */
final class MovementCases {
    private static final DType[] TYPES = {DType.FLOAT32, DType.FLOAT64, DType.INT64};

    private MovementCases() {}

    static void addTo(KernelCases table) {
        for (DType dtype : TYPES) {
            reshape(table, dtype);
            permute(table, dtype);
            broadcastTo(table, dtype);
            sliceAndPad(table, dtype);
            concat(table, dtype);
            gather(table, dtype);
        }
        views(table);
        scatter(table);
    }

    private static Storage ramp(Inputs in, long... dims) {
        return in.ramp(i -> i * 3 - 7, dims);
    }

    private static void reshape(KernelCases table, DType dtype) {
        long[][][] pairs = {
            {{}, {1, 1}}, {{1}, {}}, {{12}, {3, 4}}, {{2, 3, 4}, {4, 6}}, {{0, 3}, {3, 0, 2}}, {{17, 2}, {34}}
        };
        for (long[][] pair : pairs) {
            table.add(
                    "reshape",
                    Arrays.deepToString(pair),
                    dtype,
                    Bound.exact(),
                    (k, in) -> k.reshape(ramp(in, pair[0]), Shape.of(pair[1])));
        }
    }

    private static void permute(KernelCases table, DType dtype) {
        permute(table, dtype, new long[] {}, new int[] {});
        permute(table, dtype, new long[] {0, 3}, 1, 0);
        permute(table, dtype, new long[] {2, 3, 4, 5}, 0, 2, 3, 1);
        permute(table, dtype, new long[] {2, 3, 4, 5}, 0, 3, 1, 2);
        permute(table, dtype, new long[] {2, 3, 4, 5}, 3, 2, 1, 0);
        permute(table, dtype, new long[] {2, 3, 2, 3, 2}, 4, 0, 3, 1, 2);
        for (int n : KernelCases.SIZES) {
            permute(table, dtype, new long[] {n, 5}, 1, 0);
            permute(table, dtype, new long[] {5, n}, 1, 0);
            permute(table, dtype, new long[] {5, n}, 0, 1);
            permute(table, dtype, new long[] {2, n, 3}, 2, 0, 1);
        }
    }

    private static void permute(KernelCases table, DType dtype, long[] dims, int... axes) {
        table.add(
                "permute",
                Arrays.toString(dims) + " to " + Arrays.toString(axes),
                dtype,
                Bound.exact(),
                (k, in) -> k.permute(ramp(in, dims), axes));
    }

    private static void broadcastTo(KernelCases table, DType dtype) {
        long[][][] pairs = {
            {{}, {2, 3}},
            {{1}, {5}},
            {{3}, {4, 3}},
            {{3, 1}, {3, 17}},
            {{1, 5, 1, 1}, {2, 5, 3, 4}},
            {{2, 1, 3}, {2, 9, 3}},
            {{1, 3}, {0, 3}},
            {{4}, {4}},
            {{1, 1}, {7, 33}}
        };
        for (long[][] pair : pairs) {
            table.add(
                    "broadcastTo",
                    Arrays.deepToString(pair),
                    dtype,
                    Bound.exact(),
                    (k, in) -> k.broadcastTo(ramp(in, pair[0]), Shape.of(pair[1])));
        }
    }

    private static void sliceAndPad(KernelCases table, DType dtype) {
        sliceAndPad(table, dtype, new long[] {}, new long[] {}, new long[] {});
        for (int n : KernelCases.SIZES) {
            sliceAndPad(table, dtype, new long[] {n + 2}, new long[] {1}, new long[] {n});
            sliceAndPad(table, dtype, new long[] {3, n}, new long[] {1, 0}, new long[] {2, n});
            sliceAndPad(table, dtype, new long[] {3, n}, new long[] {0, n / 2}, new long[] {3, n - n / 2});
        }
        sliceAndPad(table, dtype, new long[] {5, 3}, new long[] {5, 0}, new long[] {0, 3});
        sliceAndPad(table, dtype, new long[] {5, 3}, new long[] {2, 1}, new long[] {1, 1});
        sliceAndPad(table, dtype, new long[] {2, 6, 5, 7}, new long[] {1, 2, 0, 3}, new long[] {1, 3, 5, 2});
        sliceAndPad(table, dtype, new long[] {2, 6, 5, 7}, new long[] {0, 0, 1, 1}, new long[] {2, 6, 3, 5});
    }

    private static void sliceAndPad(KernelCases table, DType dtype, long[] whole, long[] begin, long[] size) {
        String label = Arrays.toString(size) + " at " + Arrays.toString(begin) + " of " + Arrays.toString(whole);
        table.add("slice", label, dtype, Bound.exact(), (k, in) -> k.slice(ramp(in, whole), begin, size));
        table.add("padInto", label, dtype, Bound.exact(), (k, in) -> k.padInto(ramp(in, size), begin, Shape.of(whole)));
    }

    private static void concat(KernelCases table, DType dtype) {
        for (int n : KernelCases.SIZES) {
            concat(table, dtype, 0, new long[] {n, 3}, new long[] {2, 3}, new long[] {1, 3});
            concat(table, dtype, 1, new long[] {3, n}, new long[] {3, 5});
        }
        concat(table, dtype, 0, new long[] {4}, new long[] {0}, new long[] {3});
        concat(table, dtype, 0, new long[] {4, 2});
        concat(table, dtype, 1, new long[] {2, 3, 4, 5}, new long[] {2, 1, 4, 5}, new long[] {2, 8, 4, 5});
        concat(table, dtype, 3, new long[] {2, 3, 4, 5}, new long[] {2, 3, 4, 1});
    }

    private static void concat(KernelCases table, DType dtype, int axis, long[]... shapes) {
        table.add(
                "concat",
                Arrays.deepToString(shapes) + " along " + axis,
                dtype,
                Bound.exact(),
                (k, in) -> k.concat(Arrays.stream(shapes).map(s -> ramp(in, s)).toArray(Storage[]::new), axis));
    }

    private static void gather(KernelCases table, DType dtype) {
        for (int n : KernelCases.SIZES) {
            gather(table, dtype, new long[] {9, n}, 5);
            gather(table, dtype, new long[] {5, 3}, n);
        }
        gather(table, dtype, new long[] {6}, 4);
        gather(table, dtype, new long[] {6, 2, 3}, 4);
        gather(table, dtype, new long[] {6, 4}, 2, 3);
        gather(table, dtype, new long[] {6, 4});
        gather(table, dtype, new long[] {6, 4}, 0);
    }

    private static void gather(KernelCases table, DType dtype, long[] dims, long... indices) {
        table.add(
                "gatherRows",
                Arrays.toString(dims) + " at " + Arrays.toString(indices),
                dtype,
                Bound.exact(),
                (k, in) -> k.gatherRows(ramp(in, dims), in.indices(dims[0], indices)));
    }

    private static void scatter(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            scatter(table, 4, new long[] {n}, new long[] {n, 3});
            scatter(table, 100, new long[] {5}, new long[] {5, n});
        }
        scatter(table, 1, new long[] {40}, new long[] {40, 2});
        scatter(table, 7, new long[] {2, 3}, new long[] {2, 3, 5});
        scatter(table, 7, new long[] {3}, new long[] {3});
        scatter(table, 7, new long[] {0}, new long[] {0, 4});
        scatter(table, 7, new long[] {3}, new long[] {3, 2, 4});
    }

    private static void scatter(KernelCases table, long rows, long[] indices, long[] gradient) {
        String label = Arrays.toString(gradient) + " into " + rows + " rows";
        table.add(
                "scatterAddRows",
                label,
                Bound.sum(Shape.of(indices).size(), 1),
                (k, in) -> k.scatterAddRows(in.normal(gradient), in.indices(rows, indices), rows));
    }

    private static void views(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            table.add("view", "[" + n + "] at 3", Bound.exact(), (k, in) -> k.view(ramp(in, n + 5), 3, Shape.of(n)));
        }
        table.add("view", "[2, 3] at 0", Bound.exact(), (k, in) -> k.view(ramp(in, 6), 0, Shape.of(2, 3)));
        table.add("view", "[0] at the end", Bound.exact(), (k, in) -> k.view(ramp(in, 6), 6, Shape.of(0)));
        table.add("view", "in use", Bound.sum(7, 1), (k, in) -> {
            Storage flat = in.normal(100);
            Storage a = k.view(in.changing(flat), 5, Shape.of(3, 7));
            Storage product = k.matmul(a, false, in.view(flat, 31, 7, 9), false);
            return List.of(a, product);
        });
    }
}
