package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.jspecify.annotations.Nullable;

/**
 * The back end for x86 processors: pictures and matrix products by oneDNN, the rest by {@link Nd4jKernels} on the same memory.
 *
 * <p>Results of picture operations stay channels-last, in the precision of their input; whatever else reads them gets them row-major. Where
 * no gradient is recorded, convolutions and sums are put off until it is known what follows ({@link Lazy}).
 */
public final class OneDnnKernels implements Kernels {
    private final Nd4jKernels plain = new Nd4jKernels(this);
    private final Conversions conversions = new Conversions(plain);
    private final Convolutions convolutions = new Convolutions(plain, conversions);
    private final BatchNormalization norms = new BatchNormalization(plain, conversions);
    private final Pools pools = new Pools(plain, conversions);
    private final Pointwise pointwise = new Pointwise(plain, conversions);
    private final Products products = new Products(plain);
    private final Softmaxes softmaxes = new Softmaxes(plain);
    private final LayerNormalization rowNorms = new LayerNormalization(plain);
    private final FusedConvolutions fused = new FusedConvolutions(plain, conversions, convolutions, norms, pointwise);

    /** Takes the processor's best instructions, or what ONEDNN_MAX_CPU_ISA allows. */
    public OneDnnKernels() {}

    private Use use() {
        return new Use(conversions);
    }

    @Override
    public String name() {
        return "oneDNN " + Dnnl.version() + " (" + Dnnl.instructions() + ") over " + plain.name();
    }

    @Override
    public List<String> warnings() {
        return plain.warnings();
    }

    @Override
    public @Nullable String lacksBfloat16() {
        return Dnnl.nativeBfloat16()
                ? null
                : "the processor, or what ONEDNN_MAX_CPU_ISA leaves of it, multiplies no bfloat16 numbers (oneDNN uses "
                        + Dnnl.instructions() + "; it takes avx512_core_bf16 or newer)";
    }

    @Override
    public long liveBytes() {
        return plain.liveBytes();
    }

    @Override
    public void trim() {
        plain.trim();
    }

    // ---- what plain kernels do ----

    private <T> T plainly(Storage x, Function<Nd4jStorage, T> body) {
        try (Use use = use()) {
            return body.apply(use.plain(x));
        }
    }

    private <T> T plainly(Storage a, Storage b, BiFunction<Nd4jStorage, Nd4jStorage, T> body) {
        try (Use use = use()) {
            return body.apply(use.plain(a), use.plain(b));
        }
    }

    /** An element-wise function by the plain kernels, which leaves a channels-last array channels-last. */
    private Storage elementwise(Storage x, Function<Nd4jStorage, Storage> body) {
        if (!Use.packed(x)) {
            return plainly(x, body);
        }
        try (Use use = use()) {
            Packed p = use.as(Layout.CHANNELS_LAST, x);
            Packed y = new Packed((Nd4jStorage) body.apply(p.memory), x.shape(), p.layout, null);
            return narrowed(y, Use.layout(x));
        }
    }

    private Storage narrowed(Packed y, Layout layout) {
        if (y.layout == layout) {
            return y;
        }
        Packed narrow = conversions.to(layout, y);
        y.release();
        return narrow;
    }

    // ---- making and reading arrays ----

    @Override
    public Storage full(Shape shape, DType dtype, double value) {
        return plain.full(shape, dtype, value);
    }

    @Override
    public Storage of(float[] values, Shape shape, DType dtype) {
        return plain.of(values, shape, dtype);
    }

    @Override
    public Storage of(double[] values, Shape shape, DType dtype) {
        return plain.of(values, shape, dtype);
    }

    @Override
    public Storage of(long[] values, Shape shape, DType dtype) {
        return plain.of(values, shape, dtype);
    }

    @Override
    public Storage of(byte[] values, Shape shape, DType dtype) {
        return plain.of(values, shape, dtype);
    }

    @Override
    public float[] toFloats(Storage x) {
        return plainly(x, plain::toFloats);
    }

    @Override
    public double[] toDoubles(Storage x) {
        return plainly(x, plain::toDoubles);
    }

    @Override
    public long[] toLongs(Storage x) {
        return plainly(x, plain::toLongs);
    }

    @Override
    public Storage cast(Storage x, DType dtype) {
        return plainly(x, p -> plain.cast(p, dtype));
    }

    @Override
    public Storage copy(Storage x) {
        Storage settled = Lazy.settled(x);
        return settled instanceof Packed p
                ? new Packed((Nd4jStorage) plain.copy(p.memory), p.shape(), p.layout, null)
                : plain.copy(settled);
    }

    @Override
    public Storage view(Storage flat, long offset, Shape shape) {
        if (Lazy.settled(flat) instanceof Nd4jStorage row) {
            return plain.view(row, offset, shape);
        }
        throw new IllegalArgumentException("view: expected a flat array but received one of " + flat.shape()
                + " in a layout of its own. Views are for flat groups of parameters.");
    }

    @Override
    public Storage parameterView(Storage flat, long offset, Shape shape) {
        return flat.dtype() == DType.FLOAT32 && Layout.tiles(shape)
                ? new Packed((Nd4jStorage) view(flat, offset, Shape.of(shape.size())), shape, Layout.TILED, null)
                : view(flat, offset, shape);
    }

    @Override
    public Storage prepare(Storage x, Precision precision) {
        if (!Use.picture(x)) {
            return reshape(x, x.shape());
        }
        Layout layout = precision == Precision.BFLOAT16 ? Layout.CHANNELS_LAST_BFLOAT16 : Layout.CHANNELS_LAST;
        return conversions.to(layout, Lazy.settled(x));
    }

    // ---- element-wise ----

    @Override
    public Storage unary(Unary function, Storage x) {
        if (function != Unary.RELU || !Use.packed(x)) {
            return elementwise(x, p -> plain.unary(function, p));
        }
        Lazy.@Nullable Work work = x instanceof Lazy l ? l.work() : null;
        if (work != null) {
            Packed y = work.run(true);
            work.release();
            return y;
        }
        return pointwise.relu((Packed) Lazy.settled(x));
    }

    @Override
    public Storage scalar(Scalar function, Storage x, double s) {
        return elementwise(x, p -> plain.scalar(function, p, s));
    }

    @Override
    public Storage binary(Binary function, Storage a, Storage b) {
        boolean pictures = (Use.packed(a) || Use.packed(b)) && a.shape().equals(b.shape());
        if (!pictures) {
            return plainly(a, b, (x, y) -> plain.binary(function, x, y));
        }
        if (function == Binary.ADD) {
            return sum(a, b);
        }
        Layout layout = Use.layout(a, b);
        algorithm known = Pointwise.algorithm(function);
        try (Use use = use()) {
            if (function == Binary.RELU_BACKWARD) {
                return pointwise.reluBackward(use.as(layout, a), use.as(layout, b));
            }
            if (known != null) {
                return pointwise.binary(known, use.as(layout, a), use.as(layout, b), false);
            }
            Packed x = use.as(Layout.CHANNELS_LAST, a);
            Packed y = use.as(Layout.CHANNELS_LAST, b);
            Nd4jStorage result = (Nd4jStorage) plain.binary(function, x.memory, y.memory);
            return narrowed(new Packed(result, a.shape(), x.layout, null), layout);
        }
    }

    /** Put off: a ReLU often follows. */
    private Storage sum(Storage a, Storage b) {
        Layout layout = Use.layout(a, b);
        Lazy.@Nullable Work work = a instanceof Lazy l ? l.work() : null;
        if (work instanceof LazyConvolution c && c.addend() == null && c.bfloat16() == layout.bfloat16()) {
            return new Lazy(this, a.shape(), c.plus(conversions.to(layout, Lazy.settled(b))));
        }
        if (work != null) {
            work.release();
        }
        return new Lazy(
                this,
                a.shape(),
                new LazySum(
                        pointwise, conversions.to(layout, Lazy.settled(a)), conversions.to(layout, Lazy.settled(b))));
    }

    @Override
    public Storage dropout(Storage x, double p, long seed) {
        if (!Use.packed(x)) {
            return plainly(x, row -> plain.dropout(row, p, seed));
        }
        try (Use use = use()) {
            Packed wide = use.as(Layout.CHANNELS_LAST, x);
            return narrowed((Packed) Kernels.super.dropout(wide, p, seed), Use.layout(x));
        }
    }

    // ---- reductions ----

    @Override
    public Storage reduce(Reduction function, Storage x, int[] axes, boolean keepDims) {
        if (Use.packed(x) && axes.length == 3 && axes[0] == 0 && axes[1] == 2) {
            return overChannels(function, x, keepDims);
        }
        return plainly(x, p -> plain.reduce(function, p, axes, keepDims));
    }

    /** Over all but the channels: channels-last pictures are a matrix [N·H·W, C]. */
    private Storage overChannels(Reduction function, Storage x, boolean keepDims) {
        try (Use use = use()) {
            long channels = x.shape().dim(1);
            Packed p = use.as(Layout.CHANNELS_LAST, x);
            Nd4jStorage rows = p.memory.view(0, Shape.of(x.shape().size() / channels, channels));
            Storage flat = plain.reduce(function, rows, new int[] {0}, false);
            rows.release();
            if (!keepDims) {
                return flat;
            }
            Storage kept = plain.reshape(flat, Shape.of(1, channels, 1, 1));
            flat.release();
            return kept;
        }
    }

    @Override
    public Storage argMax(Storage x, int axis) {
        return plainly(x, p -> plain.argMax(p, axis));
    }

    // ---- movement ----

    @Override
    public Storage reshape(Storage x, Shape shape) {
        Storage settled = Lazy.settled(x);
        if (settled instanceof Packed p && shape.equals(p.shape())) {
            return new Packed(p.memory.view(0, p.memory.shape()), shape, p.layout, shared(p.workspace));
        }
        return plainly(settled, p -> plain.reshape(p, shape));
    }

    private static @Nullable Nd4jStorage shared(@Nullable Nd4jStorage workspace) {
        return workspace == null ? null : workspace.view(0, workspace.shape());
    }

    @Override
    public Storage permute(Storage x, int[] axes) {
        return plainly(x, p -> plain.permute(p, axes));
    }

    @Override
    public Storage broadcastTo(Storage x, Shape shape) {
        return plainly(x, p -> plain.broadcastTo(p, shape));
    }

    @Override
    public Storage slice(Storage x, long[] begin, long[] size) {
        return plainly(x, p -> plain.slice(p, begin, size));
    }

    @Override
    public Storage padInto(Storage x, long[] begin, Shape shape) {
        return plainly(x, p -> plain.padInto(p, begin, shape));
    }

    @Override
    public Storage concat(Storage[] xs, int axis) {
        try (Use use = use()) {
            Storage[] all = new Storage[xs.length];
            for (int i = 0; i < xs.length; i++) {
                all[i] = use.plain(xs[i]);
            }
            return plain.concat(all, axis);
        }
    }

    @Override
    public Storage gatherRows(Storage x, Storage indices) {
        return plainly(x, p -> plain.gatherRows(p, indices));
    }

    @Override
    public Storage scatterAddRows(Storage gradient, Storage indices, long rows) {
        return plainly(gradient, p -> plain.scatterAddRows(p, indices, rows));
    }

    // ---- linear algebra ----

    @Override
    public Storage matmul(Storage a, boolean transposeA, Storage b, boolean transposeB) {
        return matmulInto(a, transposeA, b, transposeB, null);
    }

    @Override
    public Storage matmulInto(Storage a, boolean transposeA, Storage b, boolean transposeB, @Nullable Storage into) {
        try (Use use = use()) {
            Nd4jStorage x = use.plain(a);
            Nd4jStorage z = use.plain(b);
            if (into != null) {
                Lazy.beforeChange(Conversions.memory(into));
            }
            boolean here = a.dtype() == DType.FLOAT32 && Products.worth(a.shape(), transposeA, b.shape(), transposeB);
            if (!here || into instanceof Packed) {
                return into instanceof Packed
                        ? Kernels.super.matmulInto(a, transposeA, b, transposeB, into)
                        : plain.matmulInto(x, transposeA, z, transposeB, into);
            }
            long[] dims = a.shape().dims();
            dims[dims.length - 2] = a.shape().dim(transposeA ? -1 : -2);
            dims[dims.length - 1] = b.shape().dim(transposeB ? -2 : -1);
            Nd4jStorage y = into == null ? plain.empty(Shape.of(dims), DType.FLOAT32) : (Nd4jStorage) into;
            products.multiply(x, transposeA, z, transposeB, null, y);
            return y;
        }
    }

    @Override
    public Storage linear(Storage x, Storage weight, @Nullable Storage bias) {
        if (x.dtype() != DType.FLOAT32 || !Products.worth(x.shape(), false, weight.shape(), true)) {
            return plainly(x, weight, (p, w) -> plain.linear(p, w, bias));
        }
        try (Use use = use()) {
            Nd4jStorage y =
                    plain.empty(Shape.of(x.shape().dim(0), weight.shape().dim(0)), DType.FLOAT32);
            products.multiply(use.plain(x), false, use.plain(weight), true, bias == null ? null : use.plain(bias), y);
            return y;
        }
    }

    // ---- convolution ----

    private static boolean convolves(Storage x, Storage weight) {
        return Use.picture(x) && weight.shape().size() > 0;
    }

    /** Weights whose tiles the groups cut through are of no use to oneDNN. */
    private static Storage weights(Use use, Storage weight, Geometry geometry) {
        boolean cut =
                Conversions.layout(weight) == Layout.TILED && weight.shape().dim(0) / geometry.groups() % 16 != 0;
        return cut ? use.plain(weight) : weight;
    }

    @Override
    public Storage conv2d(Storage x, Storage weight, @Nullable Storage bias, Geometry geometry) {
        if (convolves(x, weight)) {
            try (Use use = use()) {
                @Nullable Storage y = convolution(use, x, weights(use, weight, geometry), bias, geometry);
                if (y != null) {
                    return y;
                }
            }
        }
        return plainly(x, weight, (p, w) -> plain.conv2d(p, w, bias, geometry));
    }

    private @Nullable Storage convolution(
            Use use, Storage x, Storage weight, @Nullable Storage bias, Geometry geometry) {
        if (Scope.recording()) {
            return convolutions.forward(use.pictures(x), weight, bias, geometry);
        }
        Layout layout = Use.layout(x);
        ConvolutionShape shape = new ConvolutionShape(x.shape(), weight.shape(), geometry, layout.bfloat16());
        if (Convolutions.forwardPlan(shape, new Convolutions.Finish(bias != null, false, false)) == null) {
            return null;
        }
        return new Lazy(
                this,
                shape.y(),
                new LazyConvolution(
                        fused,
                        conversions.to(layout, Lazy.settled(x)),
                        LazyConvolution.Parameter.of(weight),
                        bias == null ? null : LazyConvolution.Parameter.of(bias),
                        geometry,
                        null,
                        null));
    }

    @Override
    public Storage conv2dBackwardInput(Storage gradient, Storage weight, Shape inputShape, Geometry geometry) {
        if (convolves(gradient, weight)) {
            try (Use use = use()) {
                @Nullable
                Storage dx = convolutions.backwardInput(
                        use.pictures(gradient), weights(use, weight, geometry), inputShape, geometry);
                if (dx != null) {
                    return dx;
                }
            }
        }
        return plainly(gradient, weight, (g, w) -> plain.conv2dBackwardInput(g, w, inputShape, geometry));
    }

    @Override
    public Storage conv2dBackwardWeight(Storage gradient, Storage x, Shape weightShape, Geometry geometry) {
        return conv2dBackwardWeightInto(gradient, x, weightShape, geometry, null);
    }

    @Override
    public Storage conv2dBackwardWeightInto(
            Storage gradient, Storage x, Shape weightShape, Geometry geometry, @Nullable Storage into) {
        if (into != null) {
            Lazy.beforeChange(Conversions.memory(into));
        }
        boolean cut = into instanceof Packed && weightShape.dim(0) / geometry.groups() % 16 != 0;
        if (Use.picture(x) && gradient.shape().size() > 0 && weightShape.size() > 0 && !cut) {
            try (Use use = use()) {
                Layout layout = Use.layout(x, gradient);
                @Nullable
                Storage dw = convolutions.backwardWeight(
                        use.as(layout, gradient), use.as(layout, x), weightShape, geometry, into);
                if (dw != null) {
                    return dw;
                }
            }
        }
        Storage dw = plainly(gradient, x, (g, p) -> plain.conv2dBackwardWeight(g, p, weightShape, geometry));
        if (into == null) {
            return dw;
        }
        assign(into, dw);
        dw.release();
        return into;
    }

    // ---- pooling ----

    @Override
    public Storage maxPool2d(Storage x, Geometry geometry) {
        return Use.picture(x) ? pool(Pools.Kind.MAX, x, geometry) : plainly(x, p -> plain.maxPool2d(p, geometry));
    }

    private Packed pool(Pools.Kind kind, Storage x, Geometry geometry) {
        try (Use use = use()) {
            return pools.forward(kind, use.pictures(x), geometry);
        }
    }

    @Override
    public Storage maxPool2dBackward(Storage gradient, Storage x, Storage y, Geometry geometry) {
        if (!Use.picture(x) || gradient.shape().size() == 0) {
            return plainly(gradient, x, (g, p) -> plain.maxPool2dBackward(g, p, y, geometry));
        }
        try (Use use = use()) {
            Packed g = use.as(Use.layout(x), gradient);
            if (y instanceof Packed p && p.workspace != null) {
                return pools.backward(Pools.Kind.MAX, g, x.shape(), geometry, p.workspace);
            }
            return again(use, g, x, geometry);
        }
    }

    /** The forward pass once more, for its notes. */
    private Packed again(Use use, Packed gradient, Storage x, Geometry geometry) {
        Packed y = pools.forward(Pools.Kind.MAX, use.pictures(x), geometry);
        Packed dx = pools.backward(Pools.Kind.MAX, gradient, x.shape(), geometry, y.workspace);
        y.release();
        return dx;
    }

    @Override
    public Storage averagePool2d(Storage x, Geometry geometry) {
        return Use.picture(x) ? pool(Pools.Kind.MEAN, x, geometry) : plainly(x, p -> plain.averagePool2d(p, geometry));
    }

    @Override
    public Storage averagePool2dBackward(Storage gradient, Shape inputShape, Geometry geometry) {
        if (!Use.picture(gradient)) {
            return plainly(gradient, g -> plain.averagePool2dBackward(g, inputShape, geometry));
        }
        boolean overlap =
                geometry.kernelHeight() > geometry.strideHeight() || geometry.kernelWidth() > geometry.strideWidth();
        try (Use use = use()) {
            // oneDNN would add the shares of overlapping windows in the gradient's own type.
            Packed g = overlap ? use.as(Layout.CHANNELS_LAST, gradient) : use.pictures(gradient);
            Packed dx = pools.backward(Pools.Kind.MEAN, g, inputShape, geometry, null);
            return narrowed(dx, Use.layout(gradient));
        }
    }

    private static Pools.@Nullable Kind kind(Reduction function) {
        return switch (function) {
            case MAX -> Pools.Kind.MAX;
            case MEAN -> Pools.Kind.MEAN;
            case SUM, MIN -> null;
        };
    }

    @Override
    public Storage adaptivePool2d(Reduction function, Storage x, int outHeight, int outWidth) {
        Pools.@Nullable Kind kind = kind(function);
        @Nullable Geometry even = Use.picture(x) ? Pools.even(x.shape(), outHeight, outWidth) : null;
        return kind == null || even == null
                ? plainly(x, p -> plain.adaptivePool2d(function, p, outHeight, outWidth))
                : pool(kind, x, even);
    }

    @Override
    public Storage adaptivePool2dBackward(
            Reduction function, Storage gradient, Storage x, int outHeight, int outWidth) {
        Pools.@Nullable Kind kind = kind(function);
        @Nullable Geometry even = Use.picture(x) ? Pools.even(x.shape(), outHeight, outWidth) : null;
        if (kind == null || even == null) {
            return plainly(gradient, x, (g, p) -> plain.adaptivePool2dBackward(function, g, p, outHeight, outWidth));
        }
        try (Use use = use()) {
            Packed g = use.as(Use.layout(x), gradient);
            return kind == Pools.Kind.MAX ? again(use, g, x, even) : pools.backward(kind, g, x.shape(), even, null);
        }
    }

    // ---- normalisation ----

    @Override
    public BatchNormResult batchNormTraining(Storage x, Storage weight, Storage bias, double epsilon, boolean relu) {
        if (!Use.picture(x)) {
            return plainly(x, p -> plain.batchNormTraining(p, weight, bias, epsilon, relu));
        }
        try (Use use = use()) {
            return norms.training(use.pictures(x), weight, bias, epsilon, relu);
        }
    }

    @Override
    public Storage batchNormInference(
            Storage x, Storage mean, Storage variance, Storage weight, Storage bias, double epsilon, boolean relu) {
        if (!Use.picture(x)) {
            return plainly(x, p -> plain.batchNormInference(p, mean, variance, weight, bias, epsilon, relu));
        }
        Lazy.@Nullable Work work = x instanceof Lazy l ? l.work() : null;
        if (work instanceof LazyConvolution c && c.norm() == null && c.addend() == null) {
            LazyConvolution next = c.with(new LazyConvolution.Norm(
                    LazyConvolution.Parameter.of(mean),
                    LazyConvolution.Parameter.of(variance),
                    LazyConvolution.Parameter.of(weight),
                    LazyConvolution.Parameter.of(bias),
                    epsilon));
            if (!relu) {
                return new Lazy(this, x.shape(), next);
            }
            Packed y = next.run(true);
            next.release();
            return y;
        }
        if (work != null) {
            work.release();
        }
        try (Use use = use()) {
            return norms.inference(use.pictures(x), mean, variance, weight, bias, epsilon, relu);
        }
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
        try (Use use = use()) {
            if (!Use.picture(x)) {
                return plain.batchNormBackward(
                        use.plain(gradient), use.plain(x), use.plain(y), mean, variance, weight, epsilon, relu);
            }
            Layout layout = Use.layout(x);
            Packed g = use.as(layout, gradient);
            @Nullable Nd4jStorage notes = relu && y instanceof Packed p ? p.workspace : null;
            if (!relu || notes != null) {
                return norms.backward(g, use.as(layout, x), mean, variance, weight, epsilon, notes);
            }
            Packed open = pointwise.reluBackward(g, use.as(layout, y));
            BatchNormGradients gradients =
                    norms.backward(open, use.as(layout, x), mean, variance, weight, epsilon, null);
            open.release();
            return gradients;
        }
    }

    @Override
    public LayerNormResult layerNorm(Storage x, Storage weight, Storage bias, double epsilon) {
        try (Use use = use()) {
            Nd4jStorage p = use.plain(x);
            Nd4jStorage w = use.plain(weight);
            Nd4jStorage b = use.plain(bias);
            return LayerNormalization.worth(x) ? rowNorms.forward(p, w, b, epsilon) : plain.layerNorm(p, w, b, epsilon);
        }
    }

    @Override
    public LayerNormGradients layerNormBackward(
            Storage gradient, Storage x, Storage mean, Storage variance, Storage weight, double epsilon) {
        try (Use use = use()) {
            Nd4jStorage g = use.plain(gradient);
            Nd4jStorage p = use.plain(x);
            Nd4jStorage m = use.plain(mean);
            Nd4jStorage v = use.plain(variance);
            Nd4jStorage w = use.plain(weight);
            return LayerNormalization.worth(x)
                    ? rowNorms.backward(g, p, m, v, w, epsilon)
                    : plain.layerNormBackward(g, p, m, v, w, epsilon);
        }
    }

    // ---- softmax ----

    @Override
    public Storage softmax(Storage x, int axis) {
        return Softmaxes.worth(x, axis)
                ? plainly(x, p -> softmaxes.softmax(p, false))
                : plainly(x, p -> plain.softmax(p, axis));
    }

    @Override
    public Storage logSoftmax(Storage x, int axis) {
        return Softmaxes.worth(x, axis)
                ? plainly(x, p -> softmaxes.softmax(p, true))
                : plainly(x, p -> plain.logSoftmax(p, axis));
    }

    @Override
    public Storage crossEntropy(Storage logits, Storage targets) {
        return plainly(logits, p -> plain.crossEntropy(p, targets));
    }

    @Override
    public Storage crossEntropyBackward(Storage rowGradient, Storage logits, Storage targets) {
        return plainly(rowGradient, logits, (g, p) -> plain.crossEntropyBackward(g, p, targets));
    }

    // ---- in place ----

    @Override
    public void fill(Storage target, double value) {
        try (InPlace arrays = new InPlace(conversions, Conversions.layout(Lazy.settled(target)))) {
            plain.fill(arrays.changing(target), value);
        }
    }

    @Override
    public void assign(Storage target, Storage source) {
        Storage to = Lazy.settled(target);
        Nd4jStorage memory = Conversions.memory(to);
        Lazy.beforeChange(memory);
        Storage from = Lazy.settled(source);
        Layout layout = Conversions.layout(to);
        if (layout == Conversions.layout(from) && !layout.bfloat16()) {
            plain.assign(memory, Conversions.memory(from));
        } else {
            conversions.copy(from, to);
        }
    }

    @Override
    public void addScaled(Storage target, Storage source, double factor) {
        try (InPlace arrays = new InPlace(conversions, Conversions.layout(Lazy.settled(target)))) {
            plain.addScaled(arrays.changing(target), arrays.reading(source), factor);
        }
    }

    @Override
    public void lerp(Storage target, Storage source, double scale, double weight) {
        try (InPlace arrays = new InPlace(conversions, Conversions.layout(Lazy.settled(target)))) {
            plain.lerp(arrays.changing(target), arrays.reading(source), scale, weight);
        }
    }

    @Override
    public void adam(Storage parameter, Storage gradient, Storage mean, Storage squared, AdamStep step) {
        try (InPlace arrays = new InPlace(conversions, Conversions.layout(parameter))) {
            plain.adam(
                    arrays.changing(parameter),
                    arrays.reading(gradient),
                    arrays.changing(mean),
                    arrays.changing(squared),
                    step);
        }
    }

    @Override
    public void sgd(Storage parameter, Storage gradient, @Nullable Storage momentum, SgdStep step) {
        try (InPlace arrays = new InPlace(conversions, Conversions.layout(parameter))) {
            plain.sgd(
                    arrays.changing(parameter),
                    arrays.reading(gradient),
                    momentum == null ? null : arrays.changing(momentum),
                    step);
        }
    }

    @Override
    public void update(Storage parameter, Storage gradient, List<Storage> state, Update update) {
        try (InPlace arrays = new InPlace(conversions, Conversions.layout(parameter))) {
            List<Storage> changing = new ArrayList<>(state.size());
            for (Storage s : state) {
                changing.add(arrays.changing(s));
            }
            plain.update(arrays.changing(parameter), arrays.reading(gradient), changing, update);
        }
    }

    @Override
    public double sumOfSquares(Storage x) {
        Storage settled = Lazy.settled(x);
        return settled instanceof Packed p && !p.layout.bfloat16()
                ? plain.sumOfSquares(p.memory)
                : plainly(settled, plain::sumOfSquares);
    }
}
