package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Kernels.Scalar;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.List;

/** Cases of methods that are not about pictures, on pictures: prepared ones, and results of a convolution, which lie as a back end likes. */
final class PictureCases {
    private static final long[][] SHAPES = {
        {2, 16, 3, 5}, {3, 5, 4, 3}, {2, 32, 1, 1}, {1, 1, 3, 4}, {2, 16, 1, 4}, {1, 48, 2, 2}, {0, 16, 3, 3}
    };
    private static final int[][] AXES = {
        {0}, {1}, {2}, {3}, {0, 1}, {0, 2}, {1, 3}, {2, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3}
    };
    private static final int[][] ORDERS = {{0, 2, 3, 1}, {0, 3, 1, 2}, {3, 2, 1, 0}, {1, 0, 2, 3}, {0, 1, 3, 2}};

    /** Gives the picture that a case works on. */
    private interface Source {
        Storage make(Kernels k, Inputs in, long... dims);
    }

    /** Calls the method on the picture. */
    private interface Call {
        Object on(Kernels k, Inputs in, Storage x);
    }

    private final KernelCases table;
    private final String label;
    private final boolean mixed;
    private final Source source;
    private final long[] dims;

    private PictureCases(KernelCases table, String label, boolean mixed, Source source, long[] dims) {
        this.table = table;
        this.label = label + " " + Arrays.toString(dims);
        this.mixed = mixed;
        this.source = source;
        this.dims = dims;
    }

    static void addTo(KernelCases table) {
        for (long[] dims : SHAPES) {
            new PictureCases(table, "prepared", false, (k, in, d) -> in.picture(d), dims).add();
            new PictureCases(table, "convolved", true, PictureCases::convolved, dims).add();
        }
    }

    /** A convolution of -1, 0 and 1 by the same over 36 taps: whole numbers that each precision holds, so that what follows is compared by itself. */
    static Storage convolved(Kernels k, Inputs in, long... y) {
        Storage x = in.picture(in.levels(3, y[0], 4, y[2], y[3]));
        Storage weight = in.levels(3, y[1], 4, 3, 3);
        return in.step(k.conv2d(x, weight, null, Geometry.square(3, 1, 1, 1, 1)));
    }

    private void on(String method, String what, Bound bound, Call call) {
        on(method, what, bound, bound.rounded(), call);
    }

    private void on(String method, String what, Bound bound, Bound bfloat16, Call call) {
        KernelCase.Body body = (k, in) -> call.on(k, in, source.make(k, in, dims));
        String where = label + " " + what;
        table.arranged(method, where, mixed ? Arrangement.MIXED : Arrangement.PREPARED, bound, body);
        table.arranged(method, where, mixed ? Arrangement.BFLOAT16_MIXED : Arrangement.BFLOAT16, bfloat16, body);
    }

    private void add() {
        reading();
        elementwise();
        dropout();
        binary();
        movement();
        if (Shape.of(dims).size() > 0) {
            reductions();
            classification();
        }
        updates();
    }

    private void reading() {
        Bound exact = Bound.exact();
        on("toFloats", "", exact, (k, in, x) -> k.toFloats(x));
        on("toDoubles", "", exact, (k, in, x) -> k.toDoubles(x));
        on("toLongs", "", exact, (k, in, x) -> k.toLongs(x));
        on("copy", "", exact, (k, in, x) -> k.copy(x));
        for (DType to : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.BOOL)) {
            on("cast", "to " + to, exact, (k, in, x) -> k.cast(x, to));
        }
        on("sumOfSquares", "", Bound.sum(Shape.of(dims).size(), 1), (k, in, x) -> k.sumOfSquares(x));
    }

    private void elementwise() {
        for (Unary f : Unary.values()) {
            Bound bound = switch (f) {
                case NEGATE, ABS, RELU, SIGN -> Bound.exact();
                case SQRT, RECIPROCAL -> Bound.relative();
                case EXP, LOG, SIGMOID, TANH, ERF, SOFTPLUS -> Bound.sum(24, 1);
            };
            on("unary", f.name(), bound, (k, in, x) -> k.unary(f, positive(f, k, in, x)));
        }
        for (Scalar f : Scalar.values()) {
            // A limit or exponent that each precision holds.
            double s = f == Scalar.POWER ? 2 : 0.75;
            Bound bound = switch (f) {
                case MAXIMUM, MINIMUM, GREATER -> Bound.exact();
                case ADD, MULTIPLY, POWER -> Bound.sum(16, 0);
            };
            on("scalar", f.name(), bound, (k, in, x) -> k.scalar(f, x, s));
        }
    }

    private void dropout() {
        on("dropout", "", Bound.relative(), (k, in, x) -> k.dropout(x, 0.25, 9));
    }

    private static Storage positive(Unary f, Kernels k, Inputs in, Storage x) {
        if (f != Unary.LOG && f != Unary.SQRT) {
            return x;
        }
        Storage square = in.step(k.unary(Unary.ABS, x));
        return in.step(k.scalar(Scalar.MAXIMUM, square, 0.25));
    }

    private void binary() {
        for (Binary f : Binary.values()) {
            Bound bound = bound(f);
            on("binary", f + " with another picture", bound, (k, in, x) -> k.binary(f, x, in.picture(dims)));
            on("binary", f + " of another picture", bound, (k, in, x) -> k.binary(f, in.picture(dims), x));
            on("binary", f + " with itself", bound, (k, in, x) -> k.binary(f, x, x));
        }
        for (Binary f : new Binary[] {Binary.ADD, Binary.SUBTRACT, Binary.EQUAL, Binary.RELU_BACKWARD}) {
            Bound bound = bound(f);
            on("binary", f + " with another's levels", bound, (k, in, x) -> k.binary(f, x, convolved(k, in, dims)));
            on("binary", f + " with a copy", bound, (k, in, x) -> k.binary(f, x, in.step(k.copy(x))));
            for (long[] other : new long[][] {
                {},
                {dims[3]},
                {dims[1], 1, 1},
                {1, dims[1], 1, 1},
                {dims[0], dims[1], 1, 1},
                {dims[0], 1, dims[2], dims[3]}
            }) {
                String with = f + " with " + Arrays.toString(other);
                on("binary", with, bound, (k, in, x) -> k.binary(f, x, in.weight(other)));
                on("binary", with + " first", bound, (k, in, x) -> k.binary(f, in.weight(other), x));
            }
        }
    }

    private static Bound bound(Binary f) {
        return switch (f) {
            case MAXIMUM, MINIMUM, EQUAL, GREATER, RELU_BACKWARD -> Bound.exact();
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> Bound.relative();
            case SIGMOID_BACKWARD, TANH_BACKWARD -> Bound.sum(0, 1000);
        };
    }

    private void movement() {
        Bound exact = Bound.exact();
        long pixels = dims[2] * dims[3];
        for (long[] to : new long[][] {
            {dims[0], dims[1] * pixels},
            {dims[0] * dims[1], pixels},
            {dims[0] * dims[1] * pixels},
            {dims[0], dims[1], pixels},
            {dims[0], dims[1], pixels, 1},
            {dims[0], dims[1], dims[3], dims[2]},
            {1, dims[0], dims[1], dims[2], dims[3]},
            dims
        }) {
            on("reshape", "to " + Arrays.toString(to), exact, (k, in, x) -> k.reshape(x, Shape.of(to)));
            on(
                    "reshape",
                    "there and back " + Arrays.toString(to),
                    exact,
                    (k, in, x) -> k.reshape(in.step(k.reshape(x, Shape.of(to))), Shape.of(dims)));
        }
        for (int[] axes : ORDERS) {
            on("permute", "to " + Arrays.toString(axes), exact, (k, in, x) -> k.permute(x, axes));
        }
        on(
                "broadcastTo",
                "more axes",
                exact,
                (k, in, x) -> k.broadcastTo(x, Shape.of(2, dims[0], dims[1], dims[2], dims[3])));
        if (pixels == 1) {
            on("broadcastTo", "more pixels", exact, (k, in, x) -> k.broadcastTo(x, Shape.of(dims[0], dims[1], 3, 4)));
        }
        for (int axis = 0; axis < 4; axis++) {
            along(axis);
        }
        if (dims[0] > 0) {
            on("gatherRows", "", exact, (k, in, x) -> k.gatherRows(x, in.indices(dims[0], 5)));
        }
        on("scatterAddRows", "", Bound.sum(dims[0], 40), (k, in, x) -> k.scatterAddRows(x, in.indices(3, dims[0]), 3));
    }

    private void along(int axis) {
        Bound exact = Bound.exact();
        long[] begin = new long[4];
        long[] size = dims.clone();
        begin[axis] = dims[axis] / 2;
        size[axis] = dims[axis] - dims[axis] / 2;
        long[] whole = dims.clone();
        whole[axis] += 3;
        long[] at = new long[4];
        at[axis] = 2;
        on("slice", "along " + axis, exact, (k, in, x) -> k.slice(x, begin, size));
        on("padInto", "along " + axis, exact, (k, in, x) -> k.padInto(x, at, Shape.of(whole)));
        on(
                "concat",
                "along " + axis,
                exact,
                (k, in, x) -> k.concat(new Storage[] {x, in.picture(size), convolved(k, in, whole), x}, axis));
    }

    private void reductions() {
        for (Reduction f : Reduction.values()) {
            for (int[] axes : AXES) {
                for (boolean keep : new boolean[] {false, true}) {
                    String what = f + " over " + Arrays.toString(axes) + (keep ? " kept" : "");
                    Bound bound = f == Reduction.SUM || f == Reduction.MEAN
                            ? Bound.sum(Shape.of(dims).size(), 1)
                            : Bound.exact();
                    on("reduce", what, bound, (k, in, x) -> k.reduce(f, x, axes, keep));
                }
            }
        }
        for (int axis = 0; axis < 4; axis++) {
            int a = axis;
            on("argMax", "along " + a, Bound.exact(), (k, in, x) -> k.argMax(x, a));
            on("softmax", "along " + a, Bound.sum(dims[a], 40), (k, in, x) -> k.softmax(x, a));
            on("logSoftmax", "along " + a, Bound.sum(dims[a], 40), (k, in, x) -> k.logSoftmax(x, a));
        }
    }

    /** What follows a network's body: the rows, a product, the loss, which is float32 whatever the pictures are. */
    private void classification() {
        long columns = dims[1] * dims[2] * dims[3];
        Shape rows = Shape.of(dims[0], columns);
        Bound bound = Bound.sum(columns, 12);
        on(
                "linear",
                "rows",
                bound,
                (k, in, x) -> k.linear(in.step(k.reshape(x, rows)), in.weight(7, columns), in.normal(7)));
        on(
                "matmul",
                "rows",
                bound,
                (k, in, x) -> k.matmul(in.step(k.reshape(x, rows)), false, in.weight(columns, 3), false));
        on(
                "matmulInto",
                "rows",
                bound,
                bound,
                (k, in, x) -> k.matmulInto(in.weight(dims[0], 4), true, in.step(k.reshape(x, rows)), false, null));
        on(
                "crossEntropy",
                "rows",
                Bound.sum(columns, 40),
                (k, in, x) -> k.crossEntropy(in.step(k.reshape(x, rows)), in.indices(columns, dims[0])));
        on(
                "crossEntropyBackward",
                "rows",
                Bound.sum(columns, 8),
                (k, in, x) -> k.crossEntropyBackward(
                        in.normal(dims[0]), in.step(k.reshape(x, rows)), in.indices(columns, dims[0])));
    }

    /** A picture may be the gradient of a parameter with four axes. */
    private void updates() {
        Bound sum = Bound.sum(0, 40);
        on("assign", "to an array", Bound.exact(), (k, in, x) -> {
            Storage target = in.changing(in.normal(dims));
            k.assign(target, x);
            return k.copy(target);
        });
        on("addScaled", "to an array", sum, (k, in, x) -> {
            Storage target = in.changing(in.normal(dims));
            k.addScaled(target, x, -0.3);
            return k.copy(target);
        });
        on("lerp", "to an array", sum, (k, in, x) -> {
            Storage target = in.changing(in.normal(dims));
            k.lerp(target, x, 8.0 / 7, 0.1);
            return k.copy(target);
        });
        on("assign", "to a parameter", Bound.exact(), (k, in, x) -> {
            Storage target = in.parameterView(in.normal(Shape.of(dims).size() + 7), 3, dims);
            k.assign(target, x);
            return k.copy(target);
        });
        on("addScaled", "to a parameter", sum, (k, in, x) -> {
            Storage target = in.parameterView(in.constant(2, Shape.of(dims).size() + 7), 3, dims);
            k.addScaled(target, x, -0.3);
            return k.copy(target);
        });
    }
}
