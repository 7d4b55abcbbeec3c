package ai.hone.testkit;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.LayerNormResult;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.List;

/** Cases for layer norm over the last axis. */
final class LayerNormCases {
    private static final double EPSILON = 1e-5;

    /** Sizes at which a back end may change the way it works: worth a native call, rows longer than a chunk, worth several threads. */
    private static final long[][] LARGE = {
        {20_000, 1},
        {5500, 3},
        {300, 64},
        {131, 127},
        {64, 256},
        {4, 9, 512},
        {22, 768},
        {2, 9, 1000},
        {5, 4096},
        {4, 4500},
        {1, 20_001},
        {70_000, 2},
        {201, 700}
    };

    private LayerNormCases() {}

    static void addTo(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            small(table, n);
            small(table, 1, n);
            small(table, 5, n);
            small(table, n, 6);
            small(table, 2, 3, n);
        }
        small(table, 0, 5);
        small(table, 3, 0, 5);
        small(table, 2, 16, 5, 9);
        for (long[] x : LARGE) {
            large(table, x);
        }
        large(table, 2, 16, 12, 50);
    }

    private static void small(KernelCases table, long... x) {
        long features = features(x);
        double sums = Math.max(features, (double) Shape.of(x).size() / features);
        cases(table, Bound.sum(4 * features, 10), Bound.sum(4 * sums, 20), x);
    }

    /** Roundings of a sum of many terms grow far slower than their number: what passes is a few of the pieces that are added. */
    private static void large(KernelCases table, long... x) {
        double root = Math.sqrt((double) Shape.of(x).size() / features(x));
        cases(table, Bound.sum(64, 20), Bound.sum(64 + root, 20 * root), x);
    }

    private static void cases(KernelCases table, Bound bound, Bound backward, long... x) {
        String label = Arrays.toString(x);
        add(table, x, "layerNorm", label, bound, (k, in) -> forward(k, in, apart(in, 0, 1, x)));
        add(table, x, "layerNormBackward", label, backward, (k, in) -> backward(k, in, x));
        add(table, x, "layerNormBackward", label + " after forward", backward, (k, in) -> both(k, in, x));
        table.add(
                "layerNorm",
                label + " far from 0",
                scaled(bound, 1000),
                (k, in) -> forward(k, in, apart(in, 100, 1, x)));
        table.add(
                "layerNorm",
                label + " all equal",
                scaled(bound, 3 / Math.sqrt(EPSILON)),
                (k, in) -> forward(k, in, in.constant(3, x)));
        for (double size : new double[] {1e15, 1e-15}) {
            table.add("layerNorm", label + " of " + size, bound, (k, in) -> {
                LayerNormResult r = forward(k, in, apart(in, 0, size, x));
                in.step(r.mean());
                in.step(r.variance());
                return r.y();
            });
            table.add("layerNorm", label + " statistics of " + size, scaled(bound, size), (k, in) -> {
                LayerNormResult r = forward(k, in, apart(in, 0, size, x));
                in.step(r.y());
                return List.of(r.mean(), r.variance());
            });
        }
    }

    private static Bound scaled(Bound bound, double scale) {
        return new Bound(bound.units(), scale, bound.bfloats());
    }

    private static void add(
            KernelCases table, long[] x, String method, String label, Bound bound, KernelCase.Body body) {
        if (x.length == 4) {
            table.pictures(method, label, bound, body);
        } else {
            table.add(method, label, bound, body);
        }
    }

    private static long features(long... x) {
        return x[x.length - 1];
    }

    private static Storage picture(Inputs in, Storage x) {
        return x.shape().rank() == 4 ? in.picture(x) : x;
    }

    /** Few values of a row can lie close together, and 1/σ then makes every rounding large: keep them apart. */
    private static Storage apart(Inputs in, double centre, double size, long... x) {
        double[] values = in.normals(x);
        long features = features(x);
        for (int i = 0; i < values.length; i++) {
            values[i] = centre + size * (values[i] + (i % features % 2 == 0 ? 3 : -3));
        }
        return picture(in, in.of(values, x));
    }

    private static LayerNormResult forward(Kernels k, Inputs in, Storage x) {
        long features = x.shape().dim(-1);
        return k.layerNorm(x, in.normal(features), in.normal(features), EPSILON);
    }

    private static Object backward(Kernels k, Inputs in, long... x) {
        Storage input = apart(in, 0, 1, x);
        ReferenceLayerNorm norm = new ReferenceLayerNorm(input.shape(), EPSILON);
        double[] values = k.toDoubles(input);
        double[] mean = norm.mean(values);
        double[] variance = norm.variance(values, mean);
        long[] rows = ReferenceLayerNorm.perRow(input.shape()).dims();
        return k.layerNormBackward(
                picture(in, in.normal(x)),
                input,
                in.of(mean, rows),
                in.of(variance, rows),
                in.normal(features(x)),
                EPSILON);
    }

    /** With the very results of the forward pass, as training has them. */
    private static Object both(Kernels k, Inputs in, long... x) {
        Storage input = apart(in, 0, 1, x);
        Storage weight = in.normal(features(x));
        LayerNormResult r = k.layerNorm(input, weight, in.normal(features(x)), EPSILON);
        in.step(r.y());
        return k.layerNormBackward(
                picture(in, in.normal(x)), input, in.step(r.mean()), in.step(r.variance()), weight, EPSILON);
    }
}
