package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: every kernel in plain Java, simple, slow, in double precision, with results rounded to the element type at the end.
 * Never found by itself; use it with {@code Scope.open(new ReferenceKernels())}. Integers are exact up to 2^53.
 * Using an array after its release, or an array of another back end, throws {@link IllegalStateException}.
 */
public final class ReferenceKernels implements Kernels {
    private final AtomicLong live = new AtomicLong();

    @Override
    public String name() {
        return "reference (plain Java, float64)";
    }

    @Override
    public String lacksBfloat16() {
        return "the reference computes in float64";
    }

    @Override
    public long liveBytes() {
        return live.get();
    }

    HeapStorage make(double[] values, Shape shape, DType dtype) {
        return HeapStorage.make(this, live, values, shape, dtype);
    }

    private HeapStorage own(Storage storage) {
        if (storage instanceof HeapStorage heap && heap.kernels() == this) {
            return heap;
        }
        throw new IllegalStateException("reference kernels: expected an array of their own but received one of "
                + storage.kernels().name() + ". Make all tensors of one computation in scopes of one back end.");
    }

    private double[] read(Storage storage) {
        return own(storage).read();
    }

    // ---- making and reading arrays ----

    @Override
    public Storage full(Shape shape, DType dtype, double value) {
        double[] values = new double[Math.toIntExact(shape.size())];
        Arrays.fill(values, value);
        return make(values, shape, dtype);
    }

    @Override
    public Storage of(float[] values, Shape shape, DType dtype) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return make(wide, shape, dtype);
    }

    @Override
    public Storage of(double[] values, Shape shape, DType dtype) {
        return make(values, shape, dtype);
    }

    @Override
    public Storage of(long[] values, Shape shape, DType dtype) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return make(wide, shape, dtype);
    }

    @Override
    public Storage of(byte[] values, Shape shape, DType dtype) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i] & 0xff);
        return make(wide, shape, dtype);
    }

    @Override
    public float[] toFloats(Storage x) {
        double[] values = read(x);
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    @Override
    public double[] toDoubles(Storage x) {
        return read(x);
    }

    @Override
    public long[] toLongs(Storage x) {
        double[] values = read(x);
        long[] whole = new long[values.length];
        Arrays.setAll(whole, i -> (long) values[i]);
        return whole;
    }

    @Override
    public Storage cast(Storage x, DType dtype) {
        return make(read(x), x.shape(), dtype);
    }

    @Override
    public Storage copy(Storage x) {
        return make(read(x), x.shape(), x.dtype());
    }

    @Override
    public Storage view(Storage flat, long offset, Shape shape) {
        return own(flat).view(offset, shape);
    }

    /** Rounds to bfloat16 where that is asked for, though this back end says it lacks it: what is computed from the result is not rounded. */
    @Override
    public Storage prepare(Storage x, Precision precision) {
        double[] values = read(x);
        return make(
                precision == Precision.BFLOAT16
                        ? Arrays.stream(values).map(Bfloat16::nearest).toArray()
                        : values,
                x.shape(),
                x.dtype());
    }

    // ---- element-wise ----

    @Override
    public Storage unary(Unary function, Storage x) {
        return map(x, ReferenceElementwise.unary(function));
    }

    @Override
    public Storage scalar(Scalar function, Storage x, double s) {
        return map(x, ReferenceElementwise.scalar(function, s));
    }

    private Storage map(Storage x, DoubleUnaryOperator function) {
        return make(Arrays.stream(read(x)).map(function).toArray(), x.shape(), x.dtype());
    }

    @Override
    public Storage binary(Binary function, Storage a, Storage b) {
        Shape shape = a.shape().broadcast(b.shape());
        double[] out = ReferenceElementwise.binary(function, read(a), a.shape(), read(b), b.shape(), shape);
        return make(out, shape, a.dtype());
    }

    // ---- reductions ----

    @Override
    public Storage reduce(Reduction function, Storage x, int[] axes, boolean keepDims) {
        return make(
                ReferenceReduction.reduce(function, read(x), x.shape(), axes),
                x.shape().reduced(axes, keepDims),
                x.dtype());
    }

    @Override
    public Storage argMax(Storage x, int axis) {
        int[] axes = {axis};
        return make(
                ReferenceReduction.argMax(read(x), x.shape(), axis), x.shape().reduced(axes, false), DType.INT64);
    }

    // ---- movement ----

    @Override
    public Storage reshape(Storage x, Shape shape) {
        return make(read(x), shape, x.dtype());
    }

    @Override
    public Storage permute(Storage x, int[] axes) {
        long[] dims = new long[axes.length];
        Arrays.setAll(dims, i -> x.shape().dim(axes[i]));
        return make(ReferenceMovement.permute(read(x), x.shape(), axes), Shape.of(dims), x.dtype());
    }

    @Override
    public Storage broadcastTo(Storage x, Shape shape) {
        return make(ReferenceMovement.broadcastTo(read(x), x.shape(), shape), shape, x.dtype());
    }

    @Override
    public Storage slice(Storage x, long[] begin, long[] size) {
        Shape shape = Shape.of(size);
        return make(ReferenceMovement.slice(read(x), x.shape(), begin, shape), shape, x.dtype());
    }

    @Override
    public Storage padInto(Storage x, long[] begin, Shape shape) {
        return make(ReferenceMovement.padInto(read(x), x.shape(), begin, shape), shape, x.dtype());
    }

    @Override
    public Storage concat(Storage[] xs, int axis) {
        Shape first = xs[0].shape();
        Shape shape = first.with(
                axis, Arrays.stream(xs).mapToLong(x -> x.shape().dim(axis)).sum());
        double[] out = new double[Math.toIntExact(shape.size())];
        long at = 0;
        for (Storage x : xs) {
            long[] begin = new long[shape.rank()];
            begin[axis] = at;
            ReferenceMovement.place(read(x), x.shape(), begin, out, shape);
            at += x.shape().dim(axis);
        }
        return make(out, shape, xs[0].dtype());
    }

    @Override
    public Storage gatherRows(Storage x, Storage indices) {
        Shape shape = ReferenceMovement.rowsOf(indices.shape(), x.shape());
        return make(ReferenceMovement.gather(read(x), x.shape(), toLongs(indices)), shape, x.dtype());
    }

    @Override
    public Storage scatterAddRows(Storage gradient, Storage indices, long rows) {
        Shape shape =
                ReferenceMovement.scattered(gradient.shape(), indices.shape().rank(), rows);
        return make(ReferenceMovement.scatterAdd(read(gradient), toLongs(indices), shape), shape, gradient.dtype());
    }

    // ---- linear algebra ----

    @Override
    public Storage matmul(Storage a, boolean transposeA, Storage b, boolean transposeB) {
        return ReferenceReduction.matmul(
                this, read(a), a.shape(), transposeA, read(b), b.shape(), transposeB, a.dtype());
    }

    // ---- convolution and pooling ----

    @Override
    public Storage conv2d(Storage x, Storage weight, @Nullable Storage bias, Geometry geometry) {
        Shape shape = ReferenceConvolution.outputShape(x.shape(), weight.shape().dim(0), geometry);
        double @Nullable [] b = bias == null ? null : read(bias);
        return make(
                new ReferenceConvolution(x.shape(), weight.shape(), geometry).forward(read(x), read(weight), b),
                shape,
                x.dtype());
    }

    @Override
    public Storage conv2dBackwardInput(Storage gradient, Storage weight, Shape inputShape, Geometry geometry) {
        double[] dx = new ReferenceConvolution(inputShape, weight.shape(), geometry)
                .backwardInput(read(gradient), read(weight));
        return make(dx, inputShape, gradient.dtype());
    }

    @Override
    public Storage conv2dBackwardWeight(Storage gradient, Storage x, Shape weightShape, Geometry geometry) {
        double[] dw =
                new ReferenceConvolution(x.shape(), weightShape, geometry).backwardWeight(read(gradient), read(x));
        return make(dw, weightShape, gradient.dtype());
    }

    @Override
    public Storage maxPool2d(Storage x, Geometry geometry) {
        ReferencePooling pooling = ReferencePooling.sliding(x.shape(), geometry);
        return make(pooling.max(read(x)), pooling.outputShape(), x.dtype());
    }

    @Override
    public Storage maxPool2dBackward(Storage gradient, Storage x, Storage y, Geometry geometry) {
        double[] dx = ReferencePooling.sliding(x.shape(), geometry).maxBackward(read(gradient), read(x));
        return make(dx, x.shape(), x.dtype());
    }

    @Override
    public Storage averagePool2d(Storage x, Geometry geometry) {
        ReferencePooling pooling = ReferencePooling.sliding(x.shape(), geometry);
        return make(pooling.mean(read(x)), pooling.outputShape(), x.dtype());
    }

    @Override
    public Storage averagePool2dBackward(Storage gradient, Shape inputShape, Geometry geometry) {
        double[] dx = ReferencePooling.sliding(inputShape, geometry).meanBackward(read(gradient));
        return make(dx, inputShape, gradient.dtype());
    }

    @Override
    public Storage adaptivePool2d(Reduction function, Storage x, int outHeight, int outWidth) {
        ReferencePooling pooling = ReferencePooling.adaptive(x.shape(), outHeight, outWidth);
        double[] y = function == Reduction.MAX ? pooling.max(read(x)) : pooling.mean(read(x));
        return make(y, pooling.outputShape(), x.dtype());
    }

    @Override
    public Storage adaptivePool2dBackward(
            Reduction function, Storage gradient, Storage x, int outHeight, int outWidth) {
        ReferencePooling pooling = ReferencePooling.adaptive(x.shape(), outHeight, outWidth);
        double[] g = read(gradient);
        return make(
                function == Reduction.MAX ? pooling.maxBackward(g, read(x)) : pooling.meanBackward(g),
                x.shape(),
                x.dtype());
    }

    // ---- normalisation ----

    @Override
    public BatchNormResult batchNormTraining(Storage x, Storage weight, Storage bias, double epsilon, boolean relu) {
        ReferenceBatchNorm norm = new ReferenceBatchNorm(x.shape(), epsilon, relu);
        double[] values = read(x);
        double[] mean = norm.mean(values);
        double[] variance = norm.variance(values, mean);
        double[] y = norm.forward(values, mean, variance, read(weight), read(bias));
        return new BatchNormResult(
                make(y, x.shape(), x.dtype()),
                make(mean, weight.shape(), weight.dtype()),
                make(variance, weight.shape(), weight.dtype()));
    }

    @Override
    public Storage batchNormInference(
            Storage x, Storage mean, Storage variance, Storage weight, Storage bias, double epsilon, boolean relu) {
        double[] y = new ReferenceBatchNorm(x.shape(), epsilon, relu)
                .forward(read(x), read(mean), read(variance), read(weight), read(bias));
        return make(y, x.shape(), x.dtype());
    }

    @Override
    public BatchNormGradients batchNormBackward(
            Storage gradient,
            Storage x,
            Storage y,
            Storage mean,
            Storage variance,
            Storage weight,
            double epsilon,
            boolean relu) {
        ReferenceBatchNorm norm = new ReferenceBatchNorm(x.shape(), epsilon, relu);
        ReferenceBatchNorm.Gradients g = norm.backward(
                read(gradient), read(x), relu ? read(y) : new double[0], read(mean), read(variance), read(weight));
        return new BatchNormGradients(
                make(g.x(), x.shape(), x.dtype()),
                make(g.weight(), weight.shape(), weight.dtype()),
                make(g.bias(), weight.shape(), weight.dtype()));
    }

    @Override
    public LayerNormResult layerNorm(Storage x, Storage weight, Storage bias, double epsilon) {
        ReferenceLayerNorm norm = new ReferenceLayerNorm(x.shape(), epsilon);
        double[] values = read(x);
        double[] mean = norm.mean(values);
        double[] variance = norm.variance(values, mean);
        double[] y = norm.forward(values, mean, variance, read(weight), read(bias));
        Shape rows = ReferenceLayerNorm.perRow(x.shape());
        return new LayerNormResult(
                make(y, x.shape(), x.dtype()), make(mean, rows, x.dtype()), make(variance, rows, x.dtype()));
    }

    @Override
    public LayerNormGradients layerNormBackward(
            Storage gradient, Storage x, Storage mean, Storage variance, Storage weight, double epsilon) {
        ReferenceLayerNorm.Gradients g = new ReferenceLayerNorm(x.shape(), epsilon)
                .backward(read(gradient), read(x), read(mean), read(variance), read(weight));
        return new LayerNormGradients(
                make(g.x(), x.shape(), x.dtype()),
                make(g.weight(), weight.shape(), weight.dtype()),
                make(g.bias(), weight.shape(), weight.dtype()));
    }

    // ---- softmax ----

    @Override
    public Storage softmax(Storage x, int axis) {
        return make(ReferenceSoftmax.softmax(read(x), x.shape(), axis), x.shape(), x.dtype());
    }

    @Override
    public Storage logSoftmax(Storage x, int axis) {
        return make(ReferenceSoftmax.logSoftmax(read(x), x.shape(), axis), x.shape(), x.dtype());
    }

    @Override
    public Storage crossEntropy(Storage logits, Storage targets) {
        return make(
                ReferenceSoftmax.crossEntropy(read(logits), logits.shape(), toLongs(targets)),
                targets.shape(),
                logits.dtype());
    }

    @Override
    public Storage crossEntropyBackward(Storage rowGradient, Storage logits, Storage targets) {
        double[] d = ReferenceSoftmax.crossEntropyBackward(
                read(rowGradient), read(logits), logits.shape(), toLongs(targets));
        return make(d, logits.shape(), logits.dtype());
    }

    // ---- in place ----

    @Override
    public void fill(Storage target, double value) {
        double[] values = read(target);
        Arrays.fill(values, value);
        own(target).write(values);
    }

    @Override
    public void assign(Storage target, Storage source) {
        own(target).write(read(source));
    }

    @Override
    public void addScaled(Storage target, Storage source, double factor) {
        update(target, source, (t, s) -> t + factor * s);
    }

    @Override
    public void lerp(Storage target, Storage source, double scale, double weight) {
        update(target, source, (t, s) -> t + weight * (s * scale - t));
    }

    private void update(Storage target, Storage source, DoubleBinaryOperator function) {
        double[] t = read(target);
        double[] s = read(source);
        Arrays.setAll(t, i -> function.applyAsDouble(t[i], s[i]));
        own(target).write(t);
    }

    @Override
    public void adam(Storage parameter, Storage gradient, Storage mean, Storage squared, AdamStep step) {
        double[] p = read(parameter);
        double[] g = read(gradient);
        double[] m = read(mean);
        double[] v = read(squared);
        ReferenceUpdate.adam(p, g, m, v, step);
        own(mean).write(m);
        own(squared).write(v);
        own(parameter).write(p);
    }

    @Override
    public void sgd(Storage parameter, Storage gradient, @Nullable Storage momentum, SgdStep step) {
        double[] p = read(parameter);
        double[] g = read(gradient);
        double @Nullable [] a = momentum == null ? null : read(momentum);
        ReferenceUpdate.sgd(p, g, a, step);
        if (momentum != null && a != null) {
            own(momentum).write(a);
        }
        own(parameter).write(p);
    }

    @Override
    public void update(Storage parameter, Storage gradient, List<Storage> state, Update update) {
        double[] p = read(parameter);
        double[][] arrays = state.stream().map(this::read).toArray(double[][]::new);
        update.apply(p, read(gradient), arrays, p.length);
        for (int i = 0; i < arrays.length; i++) {
            own(state.get(i)).write(arrays[i]);
        }
        own(parameter).write(p);
    }

    @Override
    public double sumOfSquares(Storage x) {
        return Arrays.stream(read(x)).map(v -> v * v).sum();
    }
}
