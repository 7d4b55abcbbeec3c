package ai.hone.testkit;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.List;

/** Cases for matrix products and linear layers. */
final class ProductCases {
    private static final boolean[] BOTH = {false, true};

    private ProductCases() {}

    static void addTo(KernelCases table) {
        matmul(table);
        linear(table);
    }

    private static void linear(KernelCases table) {
        int[] sizes = KernelCases.SIZES;
        for (int i = 0; i < sizes.length; i++) {
            linear(table, sizes[i], sizes[(i * 5 + 3) % sizes.length], sizes[(i * 3 + 7) % sizes.length]);
            linear(table, 1, sizes[i], 10);
            linear(table, 16, 512, sizes[i]);
        }
        linear(table, 64, 216, 200);
        linear(table, 0, 3, 4);
        linear(table, 3, 0, 4);
        linear(table, 3, 4, 0);
        table.add("linear", "batches that change", Bound.sum(40, 1), (k, in) -> {
            Storage weight = in.normal(7, 40);
            Storage bias = in.normal(7);
            return List.of(
                    k.linear(in.normal(16, 40), weight, bias),
                    k.linear(in.normal(5, 40), weight, bias),
                    k.linear(in.normal(1, 40), weight, null),
                    k.linear(in.normal(16, 40), weight, bias));
        });
    }

    private static void linear(KernelCases table, int n, int inputs, int outputs) {
        String label = "[" + n + ", " + inputs + "] to " + outputs;
        Bound bound = Bound.sum(inputs, 1);
        table.add(
                "linear",
                label,
                bound,
                (k, in) -> k.linear(in.normal(n, inputs), in.normal(outputs, inputs), in.normal(outputs)));
        table.add(
                "linear",
                label + " no bias",
                bound,
                (k, in) -> k.linear(in.normal(n, inputs), in.normal(outputs, inputs), null));
    }

    private static void matmul(KernelCases table) {
        int[] sizes = KernelCases.SIZES;
        for (int i = 0; i < sizes.length; i++) {
            int m = sizes[i];
            int inner = sizes[(i * 5 + 3) % sizes.length];
            int n = sizes[(i * 3 + 7) % sizes.length];
            matmul(table, 0, m, inner, n);
            matmul(table, 0, 1, m, inner);
            matmul(table, 0, m, inner, 1);
            matmul(table, 0, m, 1, n);
            matmul(table, i % 4 + 1, m, inner, 5);
        }
        matmul(table, 0, 0, 3, 4);
        matmul(table, 0, 3, 4, 0);
        matmul(table, 0, 3, 0, 4);
        matmul(table, 0, 5, 700, 6);
    }

    /** batch 0 means matrices without a batch axis. */
    private static void matmul(KernelCases table, int batch, int m, int inner, int n) {
        for (boolean transposeA : BOTH) {
            for (boolean transposeB : BOTH) {
                long[] a = matrix(batch, transposeA ? inner : m, transposeA ? m : inner);
                long[] b = matrix(batch, transposeB ? n : inner, transposeB ? inner : n);
                String label = Arrays.toString(a) + (transposeA ? "ᵀ" : "") + "·" + Arrays.toString(b)
                        + (transposeB ? "ᵀ" : "");
                table.add(
                        "matmul",
                        label,
                        Bound.sum(inner, 1),
                        (k, in) -> k.matmul(in.normal(a), transposeA, in.normal(b), transposeB));
                table.add(
                        "matmulInto",
                        label + " nothing",
                        Bound.sum(inner, 1),
                        (k, in) -> k.matmulInto(in.normal(a), transposeA, in.normal(b), transposeB, null));
                long[] y = matrix(batch, m, n);
                table.add("matmulInto", label + " an array", Bound.sum(inner, 1), (k, in) -> {
                    Storage into = in.changing(in.normal(y));
                    Storage product = k.matmulInto(in.normal(a), transposeA, in.normal(b), transposeB, into);
                    return List.of(k.copy(into), product == into ? 1 : 0);
                });
                table.add("matmulInto", label + " a parameter", Bound.sum(inner, 1), (k, in) -> {
                    Storage flat = in.normal(Shape.of(y).size() + 7);
                    Storage into = in.parameterView(flat, 3, y);
                    Storage product = k.matmulInto(in.normal(a), transposeA, in.normal(b), transposeB, into);
                    return List.of(k.copy(into), product == into ? 1 : 0);
                });
            }
        }
    }

    private static long[] matrix(int batch, int rows, int columns) {
        return batch == 0 ? new long[] {rows, columns} : new long[] {batch, rows, columns};
    }
}
