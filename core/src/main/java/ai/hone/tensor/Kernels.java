package ai.hone.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one numeric seam: what a back end must compute. All methods but those under "in place" are pure: they return new arrays
 * and leave their arguments alone. Callers have checked shapes, axes, indices and element types already (a native back end
 * may crash on bad ones), and pass only arrays made by the same back end. Safe for many threads at once, on different arrays.
 *
 * <p>Floating arguments of one call share one element type, FLOAT32 or FLOAT64, and results have it too, unless said otherwise.
 * Shapes are logical: [N, C, H, W] for pictures, [out, in, kH, kW] for convolution weights ([out, in/groups, kH, kW] with groups),
 * [out, in] for linear weights.
 */
public interface Kernels {

    /**
     * Element-wise functions of one array. ERF is the error function 2/√π·∫₀ˣ e^−t² dt, SOFTPLUS is ln(1 + eˣ). For additions extend this list,
     * never the interface.
     */
    enum Unary {
        NEGATE,
        ABS,
        EXP,
        LOG,
        SQRT,
        RECIPROCAL,
        RELU,
        SIGMOID,
        TANH,
        SIGN,
        ERF,
        SOFTPLUS
    }

    /** Element-wise functions of an array x and a number s: x+s, x·s, x^s, max(x, s), min(x, s); x > s as 0 or 1 in x's type. */
    enum Scalar {
        ADD,
        MULTIPLY,
        POWER,
        MAXIMUM,
        MINIMUM,
        GREATER
    }

    /**
     * Element-wise functions of two arrays that broadcast. Comparisons give 0 or 1 in the operands' type.
     * RELU_BACKWARD, SIGMOID_BACKWARD and TANH_BACKWARD take (gradient, y) with y the forward result:
     * g·[y&gt;0], g·y·(1−y), g·(1−y²).
     */
    enum Binary {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MAXIMUM,
        MINIMUM,
        EQUAL,
        GREATER,
        RELU_BACKWARD,
        SIGMOID_BACKWARD,
        TANH_BACKWARD
    }

    enum Reduction {
        SUM,
        MEAN,
        MAX,
        MIN
    }

    /** Normalised batch with what its derivative needs: y like x; mean and biased variance [C]. */
    record BatchNormResult(Storage y, Storage mean, Storage variance) {}

    /** Gradients of a batch norm: dx like x; dWeight and dBias [C]. */
    record BatchNormGradients(Storage x, Storage weight, Storage bias) {}

    /** Normalised rows with what their derivative needs: y like x; mean and biased variance of each row, in x's shape without its last axis. */
    record LayerNormResult(Storage y, Storage mean, Storage variance) {}

    /** Gradients of a layer norm: dx like x; dWeight and dBias [C]. */
    record LayerNormGradients(Storage x, Storage weight, Storage bias) {}

    /** Hyper-parameters of one Adam step. step counts from 1; weight decay is decoupled: p ← p·(1 − lr·weightDecay) first. */
    record AdamStep(double lr, double beta1, double beta2, double epsilon, double weightDecay, long step) {}

    /** Hyper-parameters of one SGD step; weight decay is decoupled. momentum 0 means no momentum array is used. */
    record SgdStep(double lr, double momentum, double weightDecay) {}

    /**
     * What {@link #update} does to some elements: the same to each, whichever others come with it. The arrays are the back end's to hand out and take
     * back; only their first {@code count} elements count. Called by many threads at once.
     */
    interface Update {
        /**
         * Added and taken away again, it rounds what is below the normal floats to 0 or to the smallest of them, in a loop that vectorises. Moments of
         * parameters that get no gradient would fade to subnormal floats, stay there, and make the processor many times slower.
         */
        float TINY = Float.MIN_NORMAL * 0x1p24f;

        /** Changes parameter and state in place and leaves gradient alone. */
        void apply(float[] parameter, float[] gradient, float[][] state, int count);

        /** The same for FLOAT64. */
        void apply(double[] parameter, double[] gradient, double[][] state, int count);
    }

    /** Short name with what decides the speed, such as {@code nd4j 1.0.0-M2.1 (oneDNN)}; shown by {@link Diagnostics}. */
    String name();

    /** Human-readable warnings about this machine or class path, empty if all is well. */
    default List<String> warnings() {
        return List.of();
    }

    /** Null if this back end computes BFLOAT16 natively, otherwise why not, as a clause: {@code the processor has neither …}. */
    default @Nullable String lacksBfloat16() {
        return "these kernels compute in float32 only";
    }

    /** Bytes of native memory now held by live arrays (not counting the pool's spare buffers); the leak check reads it. */
    long liveBytes();

    /** Gives memory that is kept for the next arrays back to the system: after work whose sizes do not come again. Does nothing by default. */
    default void trim() {}

    // ---- making and reading arrays ----

    Storage full(Shape shape, DType dtype, double value);

    /** Takes a copy of row-major values, converted to dtype. */
    Storage of(float[] values, Shape shape, DType dtype);

    Storage of(double[] values, Shape shape, DType dtype);

    Storage of(long[] values, Shape shape, DType dtype);

    /** Values as unsigned bytes 0 … 255, converted to dtype. */
    Storage of(byte[] values, Shape shape, DType dtype);

    /** A row-major copy on the heap, of any element type. */
    float[] toFloats(Storage x);

    double[] toDoubles(Storage x);

    long[] toLongs(Storage x);

    Storage cast(Storage x, DType dtype);

    Storage copy(Storage x);

    /** Shares memory with flat [n]: elements offset … offset+shape.size()-1, row-major. Used for flat parameter groups; must alias. */
    Storage view(Storage flat, long offset, Shape shape);

    /**
     * As {@link #view}, for a parameter of a flat group: the elements may lie in any order within their stretch, the same for every array that is
     * viewed with this shape, so that one pass over several flat arrays still pairs them.
     */
    default Storage parameterView(Storage flat, long offset, Shape shape) {
        return view(flat, offset, shape);
    }

    /** The same values, arranged as this back end computes with them fastest. What is computed from the result keeps its precision.
     * @param precision not AUTO; BFLOAT16 rounds, and only where {@link #lacksBfloat16} is null */
    default Storage prepare(Storage x, Precision precision) {
        return reshape(x, x.shape());
    }

    // ---- element-wise ----

    Storage unary(Unary function, Storage x);

    Storage scalar(Scalar function, Storage x, double s);

    Storage binary(Binary function, Storage a, Storage b);

    /** x·{@link DropoutMask mask}(seed, p) for floating x, row-major whatever the layout; its own derivative, with the gradient for x. */
    default Storage dropout(Storage x, double p, long seed) {
        Storage mask = of(DropoutMask.of(seed, p, Math.toIntExact(x.shape().size())), x.shape(), x.dtype());
        Storage y = binary(Binary.MULTIPLY, x, mask);
        mask.release();
        return y;
    }

    // ---- reductions ----

    /** Reduces the given sorted, non-empty axes. SUM of nothing is 0; others are not called on empty arrays. */
    Storage reduce(Reduction function, Storage x, int[] axes, boolean keepDims);

    /** Index of the largest element along the axis, first one on ties, as INT64 without that axis. */
    Storage argMax(Storage x, int axis);

    // ---- movement ----

    /** Same elements in row-major order; may share memory. */
    Storage reshape(Storage x, Shape shape);

    Storage permute(Storage x, int[] axes);

    Storage broadcastTo(Storage x, Shape shape);

    /** Elements begin[i] … begin[i]+size[i]-1 along each axis. */
    Storage slice(Storage x, long[] begin, long[] size);

    /** Zeros of the given shape with x written at begin: the derivative of slice. */
    Storage padInto(Storage x, long[] begin, Shape shape);

    Storage concat(Storage[] xs, int axis);

    /** Rows x[indices[i]] along axis 0: x [R, …], indices INT64 of any shape S; result [S…, …]. Indices lie within 0 … R-1. */
    Storage gatherRows(Storage x, Storage indices);

    /** Zeros [R, …] with rows of gradient added at indices, duplicates summed in order: the derivative of gatherRows. */
    Storage scatterAddRows(Storage gradient, Storage indices, long rows);

    // ---- linear algebra ----

    /** Product of the last two axes, each optionally transposed first; [M,K]·[K,N], or with one equal batch axis [B,M,K]·[B,K,N]. */
    Storage matmul(Storage a, boolean transposeA, Storage b, boolean transposeB);

    /** The same, written to {@code into} if that is not null; returns the array that holds the product. */
    default Storage matmulInto(Storage a, boolean transposeA, Storage b, boolean transposeB, @Nullable Storage into) {
        return moved(matmul(a, transposeA, b, transposeB), into);
    }

    /** x·Wᵀ + bias for x [N, in], weight [out, in], bias [out] or null: [N, out]. */
    default Storage linear(Storage x, Storage weight, @Nullable Storage bias) {
        Storage product = matmul(x, false, weight, true);
        if (bias == null) {
            return product;
        }
        Storage y = binary(Binary.ADD, product, bias);
        product.release();
        return y;
    }

    // ---- convolution and pooling over [N, C, H, W] ----

    Storage conv2d(Storage x, Storage weight, @Nullable Storage bias, Geometry geometry);

    Storage conv2dBackwardInput(Storage gradient, Storage weight, Shape inputShape, Geometry geometry);

    Storage conv2dBackwardWeight(Storage gradient, Storage x, Shape weightShape, Geometry geometry);

    /** The same, written to {@code into} if that is not null; returns the array that holds the gradient. */
    default Storage conv2dBackwardWeightInto(
            Storage gradient, Storage x, Shape weightShape, Geometry geometry, @Nullable Storage into) {
        return moved(conv2dBackwardWeight(gradient, x, weightShape, geometry), into);
    }

    private Storage moved(Storage result, @Nullable Storage into) {
        if (into == null) {
            return result;
        }
        assign(into, result);
        result.release();
        return into;
    }

    /** Padding counts as −∞; the geometry's dilation is 1 and groups are 1. */
    Storage maxPool2d(Storage x, Geometry geometry);

    /** Sends each gradient to the first largest element of its window; y is the forward result. */
    Storage maxPool2dBackward(Storage gradient, Storage x, Storage y, Geometry geometry);

    /** Mean over the window; padding counts as zeros in the divisor (PyTorch's count_include_pad=True). */
    Storage averagePool2d(Storage x, Geometry geometry);

    Storage averagePool2dBackward(Storage gradient, Shape inputShape, Geometry geometry);

    /** Bins floor(i·H/out) … ceil((i+1)·H/out)-1, as PyTorch; MAX or MEAN. */
    Storage adaptivePool2d(Reduction function, Storage x, int outHeight, int outWidth);

    Storage adaptivePool2dBackward(Reduction function, Storage gradient, Storage x, int outHeight, int outWidth);

    // ---- normalisation over all axes but 1; x is [N, C] or [N, C, H, W] ----

    /** y = (x − mean)/√(variance + epsilon)·weight + bias with the batch's own mean and biased variance; relu clips y at 0. */
    BatchNormResult batchNormTraining(Storage x, Storage weight, Storage bias, double epsilon, boolean relu);

    /** As above with given statistics [C]. */
    Storage batchNormInference(
            Storage x, Storage mean, Storage variance, Storage weight, Storage bias, double epsilon, boolean relu);

    /** Gradients through the batch's own statistics. y is the forward result and only read when relu is true. */
    BatchNormGradients batchNormBackward(
            Storage gradient,
            Storage x,
            Storage y,
            Storage mean,
            Storage variance,
            Storage weight,
            double epsilon,
            boolean relu);

    // ---- normalisation over the last axis; x is [..., C], C at least 1 ----

    /** y = (x − mean)/√(variance + epsilon)·weight + bias with each row's own mean and biased variance; weight and bias [C]. */
    LayerNormResult layerNorm(Storage x, Storage weight, Storage bias, double epsilon);

    /** Gradients through the rows' own statistics, mean and variance as {@link #layerNorm} gave them. */
    LayerNormGradients layerNormBackward(
            Storage gradient, Storage x, Storage mean, Storage variance, Storage weight, double epsilon);

    // ---- softmax along an axis; stable for any finite input ----

    Storage softmax(Storage x, int axis);

    Storage logSoftmax(Storage x, int axis);

    /** Per row of logits [N, C] with targets INT64 [N]: logsumexp(row) − row[target], as [N]. */
    Storage crossEntropy(Storage logits, Storage targets);

    /** (softmax(row) − onehot(target))·rowGradient, as [N, C]; rowGradient [N]. */
    Storage crossEntropyBackward(Storage rowGradient, Storage logits, Storage targets);

    // ---- in place: only for parameters, gradients, statistics and optimiser state ----

    void fill(Storage target, double value);

    /** target ← source. */
    void assign(Storage target, Storage source);

    /** target ← target + factor·source. */
    void addScaled(Storage target, Storage source, double factor);

    /** target ← target + weight·(source·scale − target): running statistics. */
    void lerp(Storage target, Storage source, double scale, double weight);

    /**
     * One pass over a flat group: m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²;
     * p ← p·(1 − lr·weightDecay) − lr/(1−β1^step) · m/(√(v/(1−β2^step)) + ε).
     */
    void adam(Storage parameter, Storage gradient, Storage mean, Storage squared, AdamStep step);

    /** p ← p·(1 − lr·weightDecay); a ← momentum·a + g; p ← p − lr·a, or − lr·g when the array a is null. */
    void sgd(Storage parameter, Storage gradient, @Nullable Storage momentum, SgdStep step);

    /** One pass over a flat group that changes parameter and state, all of one size, by a rule of the caller's own. */
    void update(Storage parameter, Storage gradient, List<Storage> state, Update update);

    /** Σ x² in float64; also tells NaN and infinity. */
    double sumOfSquares(Storage x);

    /** Found by {@link java.util.ServiceLoader}; the highest priority that is available wins. */
    interface Provider {
        /** Higher is preferred: 0 portable, 100 for a specialised back end. */
        int priority();

        /** Null if the back end can be used here, otherwise why not, in one sentence. */
        @Nullable
        String unavailable();

        Kernels create();
    }
}
