package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What operations share: checks of their operands, and steps of derivatives, which record nothing themselves. */
final class Operands {
    private Operands() {}

    static Tensor floating(String op, Tensor x) {
        if (!x.dtype().floating()) {
            throw new ShapeException(op + ": expected FLOAT32 or FLOAT64 but received " + x.dtype()
                    + ". Convert with to(DType.FLOAT32).");
        }
        return x;
    }

    static void notEmpty(String op, Tensor x) {
        if (x.shape().size() == 0) {
            throw new ShapeException(op + ": expected at least one element but received " + x.shape() + ".");
        }
    }

    static void same(String op, Tensor a, Tensor b) {
        floating(op, a);
        if (a.dtype() != b.dtype()) {
            throw new ShapeException(op + ": expected operands of one type but received " + a.dtype() + " " + a.shape()
                    + " and " + b.dtype() + " " + b.shape() + ". Convert one with to(…).");
        }
        if (a.kernels() != b.kernels()) {
            throw new ShapeException(op + ": expected operands on one back end but received "
                    + a.kernels().name() + " and " + b.kernels().name()
                    + ". Make both in scopes of the same back end.");
        }
    }

    static void picture(String op, Tensor x, Geometry geometry) {
        Shape s = floating(op, x).shape();
        if (s.rank() != 4) {
            throw new ShapeException(op + ": expected input [N, C, H, W] but received " + s + ".");
        }
        if (geometry.outputHeight(s.dim(2)) < 1 || geometry.outputWidth(s.dim(3)) < 1) {
            throw new ShapeException(op + ": expected a picture of at least " + geometry.kernelHeight() + "×"
                    + geometry.kernelWidth() + " with its padding of " + geometry.paddingHeight() + " but received " + s
                    + ". Use larger pictures or fewer downsampling layers.");
        }
    }

    static Tensor constant(String op, Storage storage) {
        return Autograd.record(op, storage, List.of(), (g, y) -> new Tensor[0]);
    }

    /** A gradient of x, computed straight into the memory of x's gradient where x is a parameter that has none yet. */
    static Tensor into(String op, Tensor x, Function<@Nullable Storage, Storage> computation) {
        Tensor place = Autograd.destination(x);
        Storage gradient = computation.apply(place == null ? null : place.storage());
        return place == null ? constant(op, gradient) : place;
    }

    /** The result of a computation that records nothing and keeps nothing but its result, for {@link Autograd#record}. */
    static Storage compute(String op, Supplier<Tensor> computation) {
        try (Scope scope = Scope.inference(op)) {
            Tensor y = computation.get();
            return y.kernels().reshape(y.storage(), y.shape());
        }
    }

    /** A function of each element, composed of others, that keeps x alone; its derivative is g·slope(x). */
    static Tensor pointwise(String op, Tensor x, UnaryOperator<Tensor> value, UnaryOperator<Tensor> slope) {
        floating(op, x);
        return Autograd.record(
                op, Autograd.Reads.INPUTS, compute(op, () -> value.apply(x)), x, (g, y) -> g.mul(slope.apply(x)));
    }

    /** An element-wise function of the kernels, off the tape. */
    static Tensor unary(Kernels.Unary function, Tensor x) {
        return constant(function.name(), x.kernels().unary(function, x.storage()));
    }

    /** A function of the kernels of each element and a number, off the tape. */
    static Tensor scalar(Kernels.Scalar function, Tensor x, double s) {
        return constant(function.name(), x.kernels().scalar(function, x.storage(), s));
    }

    static Tensor binary(String op, Kernels.Binary function, Tensor a, Tensor b) {
        return constant(op, a.kernels().binary(function, a.storage(), b.storage()));
    }

    /** Sums a gradient over the axes along which an operand of the given shape was broadcast. */
    static Tensor sumTo(Tensor g, Shape shape) {
        if (g.shape().equals(shape)) {
            return g;
        }
        int extra = g.shape().rank() - shape.rank();
        int[] axes = new int[g.shape().rank()];
        int n = 0;
        for (int i = 0; i < axes.length; i++) {
            if (i < extra || (shape.dim(i - extra) == 1 && g.shape().dim(i) != 1)) {
                axes[n++] = i;
            }
        }
        Tensor summed = n == 0 ? g : Sum.sum(g, true, java.util.Arrays.copyOf(axes, n));
        return summed.reshape(shape.dims());
    }
}
