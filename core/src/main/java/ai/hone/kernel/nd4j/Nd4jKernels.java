package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.NativeOp.Operand;
import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The portable back end: row-major arrays in pooled native memory, worked on by ND4J where that is quicker and by plain Java elsewhere. */
public final class Nd4jKernels implements Kernels {
    static {
        // ND4J must be started as a whole before its native operations are called one by one.
        Bootstrap.load();
    }

    private final Kernels face;
    private final Pool pool = new Pool();
    private final NativeOp ops = new NativeOp();
    private final Convolution convolution = new Convolution(this, ops);

    Nd4jKernels() {
        face = this;
    }

    /** For a back end that takes over some operations and leaves the rest to this one.
     * @param face the back end that arrays made here say they belong to */
    public Nd4jKernels(Kernels face) {
        this.face = face;
    }

    Kernels face() {
        return face;
    }

    Pool pool() {
        return pool;
    }

    /** An array with undefined content.
     * @throws IllegalArgumentException if it would not fit one native buffer of 2 GiB */
    public Nd4jStorage empty(Shape shape, DType dtype) {
        long bytes = shape.size() * dtype.bytes();
        if (bytes > Integer.MAX_VALUE - 1024) {
            throw new IllegalArgumentException("array " + shape + ": expected less than 2 GiB but received " + bytes
                    + " bytes. Use a smaller batch.");
        }
        return new Nd4jStorage(this, pool.take(bytes), 0, shape, dtype);
    }

    private static Nd4jStorage in(Storage x) {
        Nd4jStorage array = (Nd4jStorage) x;
        array.checkOpen();
        return array;
    }

    private static Nd4jStorage changing(Storage x) {
        Nd4jStorage array = in(x);
        array.changed();
        return array;
    }

    private Nd4jStorage like(Nd4jStorage x) {
        return empty(x.shape(), x.dtype());
    }

    @Override
    public String name() {
        return BackendInfo.name(ops.buildInfo());
    }

    @Override
    public List<String> warnings() {
        return BackendInfo.warnings(ops.buildInfo());
    }

    @Override
    public long liveBytes() {
        return pool.liveBytes();
    }

    @Override
    public void trim() {
        pool.trim();
    }

    // ---- making and reading arrays ----

    @Override
    public Nd4jStorage full(Shape shape, DType dtype, double value) {
        Nd4jStorage y = empty(shape, dtype);
        Updates.fill(y, value);
        return y;
    }

    @Override
    public Storage of(float[] values, Shape shape, DType dtype) {
        Nd4jStorage y = empty(shape, dtype);
        Transfer.put(values, y);
        return y;
    }

    @Override
    public Storage of(double[] values, Shape shape, DType dtype) {
        Nd4jStorage y = empty(shape, dtype);
        y.write(0, values, 0, y.size);
        return y;
    }

    @Override
    public Storage of(long[] values, Shape shape, DType dtype) {
        Nd4jStorage y = empty(shape, dtype);
        Transfer.put(values, y);
        return y;
    }

    @Override
    public Storage of(byte[] values, Shape shape, DType dtype) {
        Nd4jStorage y = empty(shape, dtype);
        Transfer.put(values, y);
        return y;
    }

    @Override
    public float[] toFloats(Storage x) {
        return Transfer.floats(in(x));
    }

    @Override
    public double[] toDoubles(Storage x) {
        return in(x).doubles();
    }

    @Override
    public long[] toLongs(Storage x) {
        return Transfer.longs(in(x));
    }

    @Override
    public Storage cast(Storage x, DType dtype) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = empty(x.shape(), dtype);
        Transfer.cast(source, y);
        return y;
    }

    @Override
    public Storage copy(Storage x) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = like(source);
        assign(y, source);
        return y;
    }

    @Override
    public Storage view(Storage flat, long offset, Shape shape) {
        return in(flat).view(Math.toIntExact(offset), shape);
    }

    // ---- element-wise ----

    @Override
    public Storage unary(Unary function, Storage x) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = like(source);
        Elementwise.unary(function, source, y);
        return y;
    }

    @Override
    public Storage scalar(Scalar function, Storage x, double s) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = like(source);
        Elementwise.scalar(function, source, s, y);
        return y;
    }

    @Override
    public Storage binary(Binary function, Storage a, Storage b) {
        Nd4jStorage left = in(a);
        Nd4jStorage right = in(b);
        Nd4jStorage y = empty(a.shape().broadcast(b.shape()), a.dtype());
        Elementwise.binary(function, left, right, y);
        return y;
    }

    @Override
    public Storage dropout(Storage x, double p, long seed) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = like(source);
        Elementwise.dropout(source, p, seed, y);
        return y;
    }

    // ---- reductions ----

    @Override
    public Storage reduce(Reduction function, Storage x, int[] axes, boolean keepDims) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = empty(x.shape().reduced(axes, keepDims), x.dtype());
        Reductions.reduce(function, source, axes, y);
        return y;
    }

    @Override
    public Storage argMax(Storage x, int axis) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = empty(x.shape().reduced(new int[] {axis}, false), DType.INT64);
        Reductions.argMax(source, axis, y);
        return y;
    }

    // ---- movement ----

    @Override
    public Storage reshape(Storage x, Shape shape) {
        return in(x).view(0, shape);
    }

    @Override
    public Storage permute(Storage x, int[] axes) {
        return Movement.permute(this, in(x), axes);
    }

    @Override
    public Storage broadcastTo(Storage x, Shape shape) {
        return Movement.broadcastTo(this, in(x), shape);
    }

    @Override
    public Nd4jStorage slice(Storage x, long[] begin, long[] size) {
        return Movement.slice(this, in(x), begin, size);
    }

    @Override
    public Storage padInto(Storage x, long[] begin, Shape shape) {
        return Movement.padInto(this, in(x), begin, shape);
    }

    @Override
    public Storage concat(Storage[] xs, int axis) {
        return Movement.concat(this, xs, axis);
    }

    @Override
    public Storage gatherRows(Storage x, Storage indices) {
        Nd4jStorage source = in(x);
        long[] dims = new long[indices.shape().rank() + x.shape().rank() - 1];
        System.arraycopy(indices.shape().dims(), 0, dims, 0, indices.shape().rank());
        System.arraycopy(
                x.shape().dims(), 1, dims, indices.shape().rank(), x.shape().rank() - 1);
        Nd4jStorage y = empty(Shape.of(dims), x.dtype());
        Rows.gather(source, in(indices), y);
        return y;
    }

    @Override
    public Storage scatterAddRows(Storage gradient, Storage indices, long rows) {
        Nd4jStorage source = in(gradient);
        int skip = indices.shape().rank();
        long[] dims = new long[gradient.shape().rank() - skip + 1];
        dims[0] = rows;
        System.arraycopy(gradient.shape().dims(), skip, dims, 1, dims.length - 1);
        Nd4jStorage y = full(Shape.of(dims), gradient.dtype(), 0);
        Rows.scatterAdd(source, in(indices), y);
        return y;
    }

    // ---- linear algebra ----

    @Override
    public Storage matmul(Storage a, boolean transposeA, Storage b, boolean transposeB) {
        return matmulInto(a, transposeA, b, transposeB, null);
    }

    @Override
    public Storage matmulInto(Storage a, boolean transposeA, Storage b, boolean transposeB, @Nullable Storage into) {
        Nd4jStorage left = in(a);
        Nd4jStorage right = in(b);
        int rank = a.shape().rank();
        long[] dims = a.shape().dims();
        dims[rank - 2] = a.shape().dim(transposeA ? -1 : -2);
        dims[rank - 1] = b.shape().dim(transposeB ? -2 : -1);
        Nd4jStorage y = into == null ? empty(Shape.of(dims), a.dtype()) : changing(into);
        if (y.size == 0) {
            return y;
        }
        if (left.size == 0) {
            Updates.fill(y, 0);
            return y;
        }
        if (SmallMatmul.fits(left, right, y)) {
            SmallMatmul.run(left, transposeA, right, transposeB, y);
        } else {
            ops.matmul(Operand.of(left), transposeA, Operand.of(right), transposeB, Operand.of(y), false);
        }
        return y;
    }

    @Override
    public Storage linear(Storage x, Storage weight, @Nullable Storage bias) {
        Storage y = matmul(x, false, weight, true);
        if (bias != null) {
            Updates.addToRows((Nd4jStorage) y, in(bias));
        }
        return y;
    }

    // ---- convolution and pooling ----

    @Override
    public Storage conv2d(Storage x, Storage weight, @Nullable Storage bias, Geometry geometry) {
        return convolution.forward(in(x), in(weight), bias == null ? null : in(bias), geometry);
    }

    @Override
    public Storage conv2dBackwardInput(Storage gradient, Storage weight, Shape inputShape, Geometry geometry) {
        return convolution.backwardInput(in(gradient), in(weight), inputShape, geometry);
    }

    @Override
    public Storage conv2dBackwardWeight(Storage gradient, Storage x, Shape weightShape, Geometry geometry) {
        return convolution.backwardWeight(in(gradient), in(x), weightShape, geometry);
    }

    @Override
    public Storage maxPool2d(Storage x, Geometry geometry) {
        return pool(Reduction.MAX, in(x), Pooling.sliding(x.shape(), geometry));
    }

    @Override
    public Storage maxPool2dBackward(Storage gradient, Storage x, Storage y, Geometry geometry) {
        return poolBackward(Reduction.MAX, in(gradient), in(x), x.shape(), Pooling.sliding(x.shape(), geometry));
    }

    @Override
    public Storage averagePool2d(Storage x, Geometry geometry) {
        return pool(Reduction.MEAN, in(x), Pooling.sliding(x.shape(), geometry));
    }

    @Override
    public Storage averagePool2dBackward(Storage gradient, Shape inputShape, Geometry geometry) {
        return poolBackward(Reduction.MEAN, in(gradient), null, inputShape, Pooling.sliding(inputShape, geometry));
    }

    @Override
    public Storage adaptivePool2d(Reduction function, Storage x, int outHeight, int outWidth) {
        return pool(function, in(x), Pooling.adaptive(x.shape(), outHeight, outWidth));
    }

    @Override
    public Storage adaptivePool2dBackward(
            Reduction function, Storage gradient, Storage x, int outHeight, int outWidth) {
        return poolBackward(function, in(gradient), in(x), x.shape(), Pooling.adaptive(x.shape(), outHeight, outWidth));
    }

    private Storage pool(Reduction function, Nd4jStorage x, Pooling pooling) {
        Nd4jStorage y = empty(pooling.outputShape(x.shape()), x.dtype());
        if (function == Reduction.MAX) {
            pooling.max(x, y);
        } else {
            pooling.mean(x, y);
        }
        return y;
    }

    private Storage poolBackward(
            Reduction function, Nd4jStorage gradient, @Nullable Nd4jStorage x, Shape inputShape, Pooling pooling) {
        Nd4jStorage dx = empty(inputShape, gradient.dtype());
        if (function == Reduction.MAX && x != null) {
            pooling.maxBackward(gradient, x, dx);
        } else {
            pooling.meanBackward(gradient, dx);
        }
        return dx;
    }

    // ---- normalisation ----

    @Override
    public BatchNormResult batchNormTraining(Storage x, Storage weight, Storage bias, double epsilon, boolean relu) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = like(source);
        int count = (int) x.shape().dim(1);
        Scratch scratch = Scratch.local();
        double[] means = BatchNorm.zeros(scratch.wideRoom(0, count), count);
        double[] variances = BatchNorm.zeros(scratch.wideRoom(1, count), count);
        BatchNorm.statistics(source, means, variances);
        BatchNorm.normalise(source, means, variances, in(weight), in(bias), epsilon, relu, y);
        Shape channels = Shape.of(count);
        return new BatchNormResult(y, of(means, channels, x.dtype()), of(variances, channels, x.dtype()));
    }

    @Override
    public Storage batchNormInference(
            Storage x, Storage mean, Storage variance, Storage weight, Storage bias, double epsilon, boolean relu) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = like(source);
        Scratch scratch = Scratch.local();
        double[] means = in(mean).doubles(scratch.wideRoom(0, in(mean).size));
        double[] variances = in(variance).doubles(scratch.wideRoom(1, in(mean).size));
        BatchNorm.normalise(source, means, variances, in(weight), in(bias), epsilon, relu, y);
        return y;
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
        Nd4jStorage source = in(x);
        Nd4jStorage dx = like(source);
        Nd4jStorage dWeight = like(in(weight));
        Nd4jStorage dBias = like(in(weight));
        BatchNorm.backward(
                in(gradient), source, in(y), in(mean), in(variance), in(weight), epsilon, relu, dx, dWeight, dBias);
        return new BatchNormGradients(dx, dWeight, dBias);
    }

    @Override
    public LayerNormResult layerNorm(Storage x, Storage weight, Storage bias, double epsilon) {
        Nd4jStorage source = in(x);
        Nd4jStorage y = like(source);
        Nd4jStorage mean = empty(x.shape().reduced(new int[] {x.shape().rank() - 1}, false), x.dtype());
        Nd4jStorage variance = like(mean);
        LayerNorm.forward(source, in(weight), in(bias), epsilon, y, mean, variance);
        return new LayerNormResult(y, mean, variance);
    }

    @Override
    public LayerNormGradients layerNormBackward(
            Storage gradient, Storage x, Storage mean, Storage variance, Storage weight, double epsilon) {
        Nd4jStorage dx = like(in(x));
        Nd4jStorage dWeight = like(in(weight));
        Nd4jStorage dBias = like(in(weight));
        LayerNorm.backward(in(gradient), in(x), in(mean), in(variance), in(weight), epsilon, dx, dWeight, dBias);
        return new LayerNormGradients(dx, dWeight, dBias);
    }

    // ---- softmax ----

    @Override
    public Storage softmax(Storage x, int axis) {
        Nd4jStorage y = like(in(x));
        Softmax.softmax(in(x), axis, false, y);
        return y;
    }

    @Override
    public Storage logSoftmax(Storage x, int axis) {
        Nd4jStorage y = like(in(x));
        Softmax.softmax(in(x), axis, true, y);
        return y;
    }

    @Override
    public Storage crossEntropy(Storage logits, Storage targets) {
        Nd4jStorage y = empty(targets.shape(), logits.dtype());
        Softmax.crossEntropy(in(logits), in(targets), y);
        return y;
    }

    @Override
    public Storage crossEntropyBackward(Storage rowGradient, Storage logits, Storage targets) {
        Nd4jStorage y = like(in(logits));
        Softmax.crossEntropyBackward(in(rowGradient), in(logits), in(targets), y);
        return y;
    }

    // ---- in place ----

    @Override
    public void fill(Storage target, double value) {
        Updates.fill(changing(target), value);
    }

    @Override
    public void assign(Storage target, Storage source) {
        Transfer.copy(in(source), changing(target));
    }

    @Override
    public void addScaled(Storage target, Storage source, double factor) {
        Updates.addScaled(changing(target), in(source), factor);
    }

    @Override
    public void lerp(Storage target, Storage source, double scale, double weight) {
        Updates.lerp(changing(target), in(source), scale, weight);
    }

    @Override
    public void adam(Storage parameter, Storage gradient, Storage mean, Storage squared, AdamStep step) {
        Updates.adam(changing(parameter), in(gradient), in(mean), in(squared), step);
    }

    @Override
    public void sgd(Storage parameter, Storage gradient, @Nullable Storage momentum, SgdStep step) {
        Updates.sgd(changing(parameter), in(gradient), momentum == null ? null : in(momentum), step);
    }

    @Override
    public void update(Storage parameter, Storage gradient, List<Storage> state, Update update) {
        Nd4jStorage[] arrays = new Nd4jStorage[state.size()];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = changing(state.get(i));
        }
        Updates.update(changing(parameter), in(gradient), arrays, update);
    }

    @Override
    public double sumOfSquares(Storage x) {
        return Updates.sumOfSquares(in(x));
    }
}
