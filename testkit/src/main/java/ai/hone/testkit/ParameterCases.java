package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Kernels.SgdStep;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cases for parameters as views of a flat group, whose elements may lie in an order of the back end's own: nothing else may show it. */
final class ParameterCases {
    /** Weights that fill a back end's tiles and weights that do not, and everything else that is a parameter. */
    private static final long[][] SHAPES = {
        {32, 16, 3, 3},
        {5, 3, 3, 3},
        {16, 16, 1, 1},
        {48, 32, 3, 3},
        {64, 3, 7, 7},
        {16, 8, 3, 3},
        {32, 1, 3, 3},
        {16, 16},
        {10, 7},
        {16},
        {1},
        {0},
        {}
    };

    /** What one flat group holds. */
    private static final long[][] GROUP = {{32, 16, 3, 3}, {32}, {5, 3, 3, 3}, {10, 16}, {16, 32, 1, 1}};

    private static final AdamStep ADAM = new AdamStep(1e-2, 0.95, 0.999, 1e-5, 0.01, 2);
    private static final SgdStep SGD = new SgdStep(0.05, 0.9, 0.1);
    private static final Geometry SAME = Geometry.square(3, 1, 1, 1, 1);

    private ParameterCases() {}

    static void addTo(KernelCases table) {
        for (long[] dims : SHAPES) {
            reading(table, dims);
            updates(table, dims);
        }
        groups(table);
        convolutions(table);
        products(table);
    }

    /** A view that holds normal numbers, in a flat array of its own. */
    private static Storage view(Kernels k, Inputs in, long... dims) {
        Storage flat = in.constant(0, Shape.of(dims).size() + 7);
        Storage view = in.parameterView(flat, 3, dims);
        k.assign(view, in.normal(dims));
        return view;
    }

    private static void reading(KernelCases table, long... dims) {
        String label = Arrays.toString(dims);
        Bound exact = Bound.exact();
        int n = Math.toIntExact(Shape.of(dims).size());
        table.add(
                "parameterView",
                label + " of equal elements",
                exact,
                (k, in) -> k.parameterView(in.changing(in.constant(3, n + 5)), 3, Shape.of(dims)));
        table.add("parameterView", label + " reads what was written", exact, (k, in) -> {
            Storage view = k.parameterView(in.changing(in.normal(n + 7)), 3, Shape.of(dims));
            k.assign(view, in.normal(dims));
            return List.of(view, k.copy(view), k.toFloats(view), k.toDoubles(view));
        });
        table.add("parameterView", label + " keeps to its stretch", exact, (k, in) -> {
            Storage flat = in.changing(in.normal(n + 7));
            Storage view = k.parameterView(flat, 3, Shape.of(dims));
            k.assign(view, in.uniform(5, 9, dims));
            double[] values = k.toDoubles(flat);
            Arrays.sort(values, 3, n + 3);
            return List.of(view, values);
        });
        table.add("parameterView", label + " twice the same", exact, (k, in) -> {
            Storage flat = in.changing(in.normal(n + 7));
            Storage view = k.parameterView(flat, 3, Shape.of(dims));
            k.assign(view, in.normal(dims));
            return List.of(k.parameterView(flat, 3, Shape.of(dims)), view);
        });
        table.add("parameterView", label + " outlives the flat array", exact, (k, in) -> {
            Storage flat = k.of(in.normals(n + 7), Shape.of(n + 7), in.dtype());
            Storage view = k.parameterView(flat, 3, Shape.of(dims));
            k.assign(view, in.normal(dims));
            flat.release();
            in.normal(n + 7);
            return view;
        });
        logical(table, dims);
    }

    /** Every kind of method takes a view as what it says it is. */
    private static void logical(KernelCases table, long... dims) {
        String label = "a parameter's view " + Arrays.toString(dims);
        Bound exact = Bound.exact();
        int n = Math.toIntExact(Shape.of(dims).size());
        table.add("toFloats", label, exact, (k, in) -> k.toFloats(view(k, in, dims)));
        table.add("toDoubles", label, exact, (k, in) -> k.toDoubles(view(k, in, dims)));
        table.add("toLongs", label, exact, (k, in) -> k.toLongs(view(k, in, dims)));
        table.add("copy", label, exact, (k, in) -> k.copy(view(k, in, dims)));
        table.add("cast", label, exact, (k, in) -> k.cast(view(k, in, dims), DType.FLOAT64));
        table.add("unary", label, exact, (k, in) -> k.unary(Unary.NEGATE, view(k, in, dims)));
        table.add(
                "binary",
                label,
                Bound.relative(),
                (k, in) -> k.binary(Binary.SUBTRACT, view(k, in, dims), in.normal(dims)));
        table.add(
                "binary",
                label + " with another",
                Bound.relative(),
                (k, in) -> k.binary(Binary.SUBTRACT, view(k, in, dims), view(k, in, dims)));
        table.add("sumOfSquares", label, Bound.sum(n, 0), (k, in) -> k.sumOfSquares(view(k, in, dims)));
        table.add("reshape", label, exact, (k, in) -> k.reshape(view(k, in, dims), Shape.of(n)));
        if (dims.length == 4) {
            table.add("permute", label, exact, (k, in) -> k.permute(view(k, in, dims), new int[] {1, 3, 0, 2}));
            table.add(
                    "slice",
                    label,
                    exact,
                    (k, in) -> k.slice(view(k, in, dims), new long[] {1, 0, 0, 0}, new long[] {2, dims[1], 1, 1}));
            table.add(
                    "concat", label, exact, (k, in) -> k.concat(new Storage[] {view(k, in, dims), in.normal(dims)}, 1));
            table.add(
                    "reduce",
                    label,
                    Bound.sum(n, 1),
                    (k, in) -> k.reduce(Reduction.SUM, view(k, in, dims), new int[] {0, 2}, true));
        }
    }

    private static void updates(KernelCases table, long... dims) {
        String label = "a parameter's view " + Arrays.toString(dims);
        Bound sum = Bound.sum(0, 1);
        table.add("fill", label, Bound.exact(), (k, in) -> {
            Storage view = view(k, in, dims);
            k.fill(view, -2.5);
            return k.copy(view);
        });
        table.add("assign", label + " to an array", Bound.exact(), (k, in) -> {
            Storage target = in.changing(in.normal(dims));
            k.assign(target, view(k, in, dims));
            return k.copy(target);
        });
        table.add("assign", label + " to another", Bound.exact(), (k, in) -> {
            Storage target = view(k, in, dims);
            k.assign(target, view(k, in, dims));
            return k.copy(target);
        });
        table.add("addScaled", label + " to an array", sum, (k, in) -> {
            Storage target = in.changing(in.normal(dims));
            k.addScaled(target, view(k, in, dims), -0.3);
            return k.copy(target);
        });
        table.add("addScaled", label + " from an array", sum, (k, in) -> {
            Storage target = view(k, in, dims);
            k.addScaled(target, in.normal(dims), -0.3);
            return k.copy(target);
        });
        table.add("addScaled", label + " from another", sum, (k, in) -> {
            Storage target = view(k, in, dims);
            k.addScaled(target, view(k, in, dims), -0.3);
            return k.copy(target);
        });
        table.add("lerp", label + " from an array", sum, (k, in) -> {
            Storage target = view(k, in, dims);
            k.lerp(target, in.normal(dims), 8.0 / 7, 0.1);
            return k.copy(target);
        });
        table.add("adam", label + " by arrays", Bound.sum(8, 1), (k, in) -> {
            Storage p = view(k, in, dims);
            Storage m = in.changing(in.normal(dims));
            Storage v = in.changing(in.uniform(0.1, 2, dims));
            k.adam(p, in.normal(dims), m, v, ADAM);
            return List.of(k.copy(p), k.copy(m), k.copy(v));
        });
        table.add("sgd", label + " by arrays", Bound.sum(8, 1), (k, in) -> {
            Storage p = view(k, in, dims);
            Storage a = in.changing(in.normal(dims));
            k.sgd(p, in.normal(dims), a, SGD);
            return List.of(k.copy(p), k.copy(a));
        });
        table.add("update", label + " by arrays", Bound.sum(8, 1), (k, in) -> {
            Storage p = view(k, in, dims);
            Storage a = in.changing(in.normal(dims));
            Storage b = view(k, in, dims);
            k.update(p, in.normal(dims), List.of(a, b), UpdateCases.MIX);
            return List.of(k.copy(p), k.copy(a), k.copy(b));
        });
    }

    /** One pass over flat arrays does to each parameter what a pass over it would. */
    private static void groups(KernelCases table) {
        Bound bound = Bound.sum(8, 1);
        table.add("adam", "a group of parameters", bound, (k, in) -> {
            Group p = new Group(k, in);
            Group g = new Group(k, in);
            Group m = new Group(k, in);
            Group v = new Group(k, in);
            v.views.forEach(view -> k.fill(view, 0.5));
            k.adam(p.flat, g.flat, m.flat, v.flat, ADAM);
            k.adam(p.flat, g.flat, m.flat, v.flat, ADAM);
            return List.of(p.read(), g.read(), m.read(), v.read());
        });
        table.add("sgd", "a group of parameters", bound, (k, in) -> {
            Group p = new Group(k, in);
            Group g = new Group(k, in);
            Group a = new Group(k, in);
            k.sgd(p.flat, g.flat, a.flat, SGD);
            k.sgd(p.flat, g.flat, a.flat, SGD);
            return List.of(p.read(), a.read());
        });
        table.add("update", "a group of parameters", bound, (k, in) -> {
            Group p = new Group(k, in);
            Group g = new Group(k, in);
            Group a = new Group(k, in);
            k.update(p.flat, g.flat, List.of(a.flat), UpdateCases.MIX);
            k.update(p.flat, g.flat, List.of(a.flat), UpdateCases.MIX);
            return List.of(p.read(), g.read(), a.read());
        });
        table.add("addScaled", "a group of parameters", bound, (k, in) -> {
            Group p = new Group(k, in);
            k.addScaled(p.flat, new Group(k, in).flat, 0.7);
            return p.read();
        });
        table.add("assign", "a group of parameters", Bound.exact(), (k, in) -> {
            Group p = new Group(k, in);
            k.assign(p.flat, new Group(k, in).flat);
            return p.read();
        });
        table.add(
                "sumOfSquares",
                "a group of parameters",
                Bound.sum(6000, 0),
                (k, in) -> k.sumOfSquares(new Group(k, in).flat));
    }

    /** A flat array and its views, written through the views. */
    private static final class Group {
        final Storage flat;
        final List<Storage> views;
        private final Kernels kernels;

        Group(Kernels kernels, Inputs in) {
            this.kernels = kernels;
            flat = in.changing(in.constant(
                    0, Arrays.stream(GROUP).mapToLong(d -> Shape.of(d).size()).sum()));
            long[] offset = {0};
            views = Arrays.stream(GROUP)
                    .map(dims -> {
                        Storage view = in.parameterView(flat, offset[0], dims);
                        offset[0] += view.shape().size();
                        kernels.assign(view, in.normal(dims));
                        return view;
                    })
                    .toList();
        }

        List<Storage> read() {
            return views.stream().map(kernels::copy).toList();
        }
    }

    /** Ways in which weights change between two uses; a back end that keeps copies of them must see each. */
    private static Map<String, Change> changes() {
        Map<String, Change> changes = new LinkedHashMap<>();
        // The same for every element of the flat array, whose order is the back end's own.
        changes.put(
                "adam over the flat array",
                (k, in, flat, view) -> k.adam(
                        flat,
                        like(in, 0.3, flat),
                        in.changing(like(in, 0.1, flat)),
                        in.changing(like(in, 1, flat)),
                        ADAM));
        changes.put(
                "sgd over the flat array",
                (k, in, flat, view) -> k.sgd(flat, like(in, 0.3, flat), null, new SgdStep(0.1, 0, 0)));
        changes.put(
                "an update of the flat array",
                (k, in, flat, view) -> k.update(flat, like(in, 0.3, flat), List.of(), UpdateCases.MIX));
        changes.put("a sum into the flat array", (k, in, flat, view) -> k.addScaled(flat, like(in, 0.3, flat), 1));
        changes.put("assignment to the flat array", (k, in, flat, view) -> k.assign(flat, like(in, 0.3, flat)));
        changes.put("lerp of the flat array", (k, in, flat, view) -> k.lerp(flat, like(in, 0.7, flat), 1, 0.5));
        changes.put("a fill of the flat array", (k, in, flat, view) -> k.fill(flat, 0.2));
        changes.put(
                "assignment",
                (k, in, flat, view) -> k.assign(view, in.weight(view.shape().dims())));
        changes.put(
                "a sum",
                (k, in, flat, view) -> k.addScaled(view, in.normal(view.shape().dims()), 1));
        changes.put("a fill", (k, in, flat, view) -> k.fill(view, 0.2));
        changes.put(
                "assignment to another view",
                (k, in, flat, view) -> k.assign(
                        in.parameterView(flat, 3, view.shape().dims()),
                        in.weight(view.shape().dims())));
        return changes;
    }

    private static Storage like(Inputs in, double value, Storage x) {
        return in.constant(value, x.shape().dims());
    }

    private interface Change {
        void apply(Kernels k, Inputs in, Storage flat, Storage view);
    }

    private static void convolutions(KernelCases table) {
        for (long[] w : new long[][] {{32, 16, 3, 3}, {5, 3, 3, 3}, {16, 32, 3, 3}}) {
            Shape x = Shape.of(2, w[1], 5, 4);
            double taps = 9.0 * w[1];
            String label = "a parameter " + Arrays.toString(w);
            changes().forEach((name, change) -> {
                String changed = label + " changed by " + name;
                // What Adam and its like make of a weight has 24 bits, which bfloat16 rounds.
                double rounding = 4 * Bfloat16.ROUNDING / Math.ulp(1.0f);
                Bound bound = Bound.sum(taps + 32, 2);
                Bound coarse = new Bound(rounding, Math.sqrt(taps) + 1, 1);
                Bound transposed = Bound.sum(9.0 * w[0] + 32, 2);
                Bound transposedCoarse = new Bound(rounding, Math.sqrt(9.0 * w[0]) + 1, 1);
                table.pictures("conv2d", changed, bound, coarse, (k, in) -> {
                    Storage flat = in.changing(in.normal(Shape.of(w).size() + 7));
                    Storage weight = in.parameterView(flat, 3, w);
                    k.assign(weight, in.weight(w));
                    Storage picture = in.picture(x.dims());
                    Storage before = k.conv2d(picture, weight, null, SAME);
                    change.apply(k, in, flat, weight);
                    return List.of(before, k.conv2d(picture, weight, null, SAME));
                });
                table.pictures("conv2dBackwardInput", changed, transposed, transposedCoarse, (k, in) -> {
                    Storage flat = in.changing(in.normal(Shape.of(w).size() + 7));
                    Storage weight = in.parameterView(flat, 3, w);
                    k.assign(weight, in.weight(w));
                    Storage gradient = in.picture(2, w[0], 5, 4);
                    Storage before = k.conv2dBackwardInput(gradient, weight, x, SAME);
                    change.apply(k, in, flat, weight);
                    return List.of(before, k.conv2dBackwardInput(gradient, weight, x, SAME));
                });
            });
        }
        grouped(table);
    }

    /** The same weights in the same order serve a convolution whatever its groups are. */
    private static void grouped(KernelCases table) {
        for (int groups : new int[] {1, 2, 4}) {
            long[] w = {32, 16, 3, 3};
            Geometry g = Geometry.square(3, 1, 1, 1, groups);
            Bound bound = Bound.sum(144, 1);
            Shape x = Shape.of(2, 16L * groups, 4, 5);
            String label = "a parameter in " + groups + " groups";
            table.pictures(
                    "conv2d",
                    label,
                    bound,
                    (k, in) -> k.conv2d(in.picture(x.dims()), holding(k, in, in.weight(w)), null, g));
            table.pictures(
                    "conv2dBackwardInput",
                    label,
                    Bound.sum(288, 1),
                    (k, in) -> k.conv2dBackwardInput(in.picture(2, 32, 4, 5), holding(k, in, in.weight(w)), x, g));
            table.pictures("conv2dBackwardWeightInto", label, bound, bound, (k, in) -> {
                Storage into = view(k, in, w);
                k.conv2dBackwardWeightInto(in.picture(2, 32, 4, 5), in.picture(x.dims()), Shape.of(w), g, into);
                return k.copy(into);
            });
        }
    }

    private static Storage holding(Kernels k, Inputs in, Storage values) {
        Storage view = in.parameterView(
                in.constant(0, values.shape().size() + 7), 3, values.shape().dims());
        k.assign(view, values);
        return view;
    }

    private static void products(KernelCases table) {
        Bound bound = Bound.sum(64, 2);
        changes().forEach((name, change) -> {
            table.add("linear", "a parameter changed by " + name, bound, (k, in) -> {
                Storage flat = in.changing(in.normal(10 * 32 + 7));
                Storage weight = in.parameterView(flat, 3, 10, 32);
                Storage x = in.normal(16, 32);
                Storage before = k.linear(x, weight, null);
                change.apply(k, in, flat, weight);
                return List.of(before, k.linear(x, weight, null));
            });
            table.add("matmul", "a parameter changed by " + name, bound, (k, in) -> {
                Storage flat = in.changing(in.normal(10 * 32 + 7));
                Storage weight = in.parameterView(flat, 3, 10, 32);
                Storage x = in.normal(16, 10);
                Storage before = k.matmul(x, false, weight, false);
                change.apply(k, in, flat, weight);
                return List.of(before, k.matmul(x, false, weight, false));
            });
        });
    }
}
