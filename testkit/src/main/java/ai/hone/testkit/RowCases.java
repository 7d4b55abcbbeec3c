package ai.hone.testkit;

import ai.hone.tensor.Shape;
import java.util.Arrays;

/** Cases for rows [N, C] of sizes at which a back end may change the way it works: long batches, wide rows, products that are just small. */
final class RowCases {
    private static final double EPSILON = 1e-5;

    private RowCases() {}

    static void addTo(KernelCases table) {
        for (long[] x : new long[][] {
            {64, 200},
            {64, 100},
            {70, 300},
            {300, 37},
            {1100, 3},
            {5000, 1},
            {3000, 24},
            {300, 700},
            {33, 1500},
            {7, 4096},
            {5, 4500}
        }) {
            batchNorm(table, x);
        }
        for (int inner : new int[] {4, 15, 16, 63, 64, 511, 512, 513}) {
            product(table, 32, inner, 2);
            product(table, 3, inner, 100);
        }
        product(table, 32, 32, 32);
        product(table, 33, 32, 32);
        product(table, 1, 32768, 1);
        product(table, 64, 100, 2);
        product(table, 64, 2, 100);
        product(table, 2, 64, 100);
    }

    private static void batchNorm(KernelCases table, long... x) {
        String label = Arrays.toString(x) + " rows";
        // Roundings of a sum of many terms grow far slower than their number: what passes here is a few of the pieces
        // that are added.
        Bound bound = Bound.sum(64, 20);
        for (boolean relu : new boolean[] {false, true}) {
            String named = label + (relu ? " relu" : "");
            table.add(
                    "batchNormTraining",
                    named,
                    bound,
                    (k, in) -> k.batchNormTraining(in.normal(x), in.normal(x[1]), in.normal(x[1]), EPSILON, relu));
            table.add(
                    "batchNormInference",
                    named,
                    bound,
                    (k, in) -> k.batchNormInference(
                            in.normal(x),
                            in.normal(x[1]),
                            in.uniform(0.5, 2, x[1]),
                            in.normal(x[1]),
                            in.normal(x[1]),
                            EPSILON,
                            relu));
            Bound sums = Bound.sum(64 + Math.sqrt(x[0]), 20 * Math.sqrt(x[0]));
            table.add(
                    "batchNormBackward",
                    named,
                    sums,
                    (k, in) -> k.batchNormBackward(
                            in.normal(x),
                            in.normal(x),
                            in.normal(x),
                            in.uniform(-0.1, 0.1, x[1]),
                            in.uniform(0.5, 2, x[1]),
                            in.normal(x[1]),
                            EPSILON,
                            relu));
        }
        table.add(
                "batchNormTraining",
                label + " far from 0",
                Bound.sum(64, 20_000),
                (k, in) -> k.batchNormTraining(
                        in.uniform(9_999, 10_001, x), in.normal(x[1]), in.normal(x[1]), EPSILON, false));
    }

    private static void product(KernelCases table, int m, int inner, int n) {
        String label = "[" + m + ", " + inner + ", " + n + "] small";
        Bound bound = Bound.sum(inner, 1);
        for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean transposeB : new boolean[] {false, true}) {
                Shape a = transposeA ? Shape.of(inner, m) : Shape.of(m, inner);
                Shape b = transposeB ? Shape.of(n, inner) : Shape.of(inner, n);
                table.add(
                        "matmul",
                        label + (transposeA ? " a transposed" : "") + (transposeB ? " b transposed" : ""),
                        bound,
                        (k, in) -> k.matmul(in.normal(a.dims()), transposeA, in.normal(b.dims()), transposeB));
            }
        }
        table.add("linear", label, bound, (k, in) -> k.linear(in.normal(m, inner), in.normal(n, inner), in.normal(n)));
    }
}
