package ai.hone.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable handle to numbers on a back end: shape, element type, storage, and, where a gradient is wanted, the operation that made it.
 *
 * <p>Operations come in three groups, {@link Elementwise}, {@link Movement} and {@link Reduction}; layers' functions such as
 * convolution are in {@code ai.hone.tensor.op}. Memory belongs to the innermost {@link Scope}: copy results to the heap
 * ({@link #toFloatArray()}, {@link #item()}) or {@link Scope#keep keep} them before it closes.
 */
public final class Tensor implements Elementwise, Movement, Reduction {
    private final Storage storage;
    private final String op;
    private final boolean borrowed;
    private @Nullable Node node;
    private @Nullable Tensor gradient;
    private @Nullable Scope owner;
    private boolean freed;
    private boolean lent;
    private boolean spent;

    Tensor(Storage storage, String op, @Nullable Node node) {
        this(storage, op, node, false);
        Scope.own(this, storage);
    }

    private Tensor(Storage storage, String op, @Nullable Node node, boolean borrowed) {
        this.storage = storage;
        this.op = op;
        this.node = node;
        this.borrowed = borrowed;
    }

    static Tensor borrowed(Storage storage, String op, @Nullable Node node) {
        return new Tensor(storage, op, node, true);
    }

    /** A parameter's own gradient memory, while an operation's gradient lies in it. */
    static Tensor lent(Storage storage) {
        Tensor tensor = borrowed(storage, "gradient", null);
        tensor.lent = true;
        return tensor;
    }

    boolean isLent() {
        return lent;
    }

    // ---- making ----

    /** Copies row-major values into a FLOAT32 tensor. */
    public static Tensor of(float[] values, long... shape) {
        Shape s = checked(values.length, shape);
        return new Tensor(Scope.currentKernels().of(values, s, DType.FLOAT32), "of", null);
    }

    /** Copies row-major values into a FLOAT64 tensor. */
    public static Tensor of(double[] values, long... shape) {
        Shape s = checked(values.length, shape);
        return new Tensor(Scope.currentKernels().of(values, s, DType.FLOAT64), "of", null);
    }

    /** Copies row-major values into an INT64 tensor. */
    public static Tensor of(long[] values, long... shape) {
        Shape s = checked(values.length, shape);
        return new Tensor(Scope.currentKernels().of(values, s, DType.INT64), "of", null);
    }

    /** Copies row-major values, read as 0 … 255, into a tensor of the given type. */
    public static Tensor of(byte[] values, DType dtype, long... shape) {
        Shape s = checked(values.length, shape);
        return new Tensor(Scope.currentKernels().of(values, s, dtype), "of", null);
    }

    public static Tensor full(double value, DType dtype, long... shape) {
        return new Tensor(Scope.currentKernels().full(Shape.of(shape), dtype, value), "full", null);
    }

    /** FLOAT32 zeros. */
    public static Tensor zeros(long... shape) {
        return full(0, DType.FLOAT32, shape);
    }

    /** FLOAT32 ones. */
    public static Tensor ones(long... shape) {
        return full(1, DType.FLOAT32, shape);
    }

    private static Shape checked(int length, long... dims) {
        Shape shape = Shape.of(dims);
        if (shape.size() != length) {
            throw new ShapeException("tensor: expected " + shape.size() + " values for shape " + shape
                    + " but received " + length + ".");
        }
        return shape;
    }

    // ---- looking ----

    public Shape shape() {
        return storage.shape();
    }

    public DType dtype() {
        return storage.dtype();
    }

    /** The value of a tensor of one element. */
    public float item() {
        return (float) itemDouble();
    }

    /** The value of a tensor of one element. */
    public double itemDouble() {
        if (shape().size() != 1) {
            throw new ShapeException(
                    "item: expected one element but received " + shape() + ". Reduce it first, or use toFloatArray().");
        }
        return toDoubleArray()[0];
    }

    /** A row-major heap copy. */
    public float[] toFloatArray() {
        return kernels().toFloats(storage());
    }

    /** A row-major heap copy. */
    public double[] toDoubleArray() {
        return kernels().toDoubles(storage());
    }

    /** A row-major heap copy. */
    public long[] toLongArray() {
        return kernels().toLongs(storage());
    }

    /** The array on the back end; for writers of operations.
     * @throws IllegalStateException if the tensor's scope is closed */
    public Storage storage() {
        if (freed) {
            Scope scope = owner;
            throw new IllegalStateException(
                    describe() + ": expected a live tensor but received one whose memory is freed"
                            + (scope == null ? "" : " with its scope, opened at " + scope.where())
                            + ". Copy it to the heap, or scope.keep(tensor), before the scope closes.");
        }
        return storage;
    }

    public Kernels kernels() {
        return storage.kernels();
    }

    // ---- gradients ----

    /** Whether a gradient flows to, or through, this tensor. */
    public boolean requiresGradient() {
        return node != null;
    }

    /** A tensor over the same memory on which gradients gather; see {@link #gradient()}. It must not outlive this one. The innermost scope frees
     * what it gathered. */
    public Tensor requireGradient() {
        if (!dtype().floating()) {
            throw new ShapeException("requireGradient: expected a floating type but received " + dtype()
                    + ". Convert with to(DType.FLOAT32).");
        }
        spent = false;
        Tensor leaf = borrowed(storage(), op, null);
        leaf.node = new Node(leaf::gather);
        Scope.ownGradientOf(leaf);
        return leaf;
    }

    private void gather(Storage g) {
        Tensor before = gradient;
        if (before == null) {
            gradient = Scope.release(new Tensor(kernels().copy(g), "gradient", null));
            if (owner == null) {
                Scope.leaveToCollector(gradient);
            }
        } else {
            kernels().addScaled(before.storage(), g, 1);
        }
    }

    /** The gradients gathered by {@link #backward()} on a {@link #requireGradient()} tensor so far, or null; owned by this tensor until taken by a scope's adopt. */
    public @Nullable Tensor gradient() {
        return gradient;
    }

    /** Computes the gradient of this one-element tensor by every leaf it depends on, and adds it there. */
    public void backward() {
        Autograd.backward(this);
    }

    /** The same values, cut off from the tape. Shares memory, so it lives no longer than this tensor. */
    public Tensor detach() {
        if (node == null) {
            return this;
        }
        spent = false;
        return borrowed(storage(), op, null);
    }

    /** A copy of the values in memory of its own, cut off from the tape. */
    public Tensor copy() {
        return new Tensor(kernels().copy(storage()), "copy", null);
    }

    @Nullable
    Node node() {
        return node;
    }

    // ---- lifetime ----

    void owner(@Nullable Scope scope) {
        owner = scope;
    }

    boolean ownedBy(Scope scope) {
        return owner == scope;
    }

    /** Whether no derivative will read the values: set by the operation that made them, until one that reads its inputs takes them. */
    boolean spent() {
        return spent;
    }

    void spent(boolean value) {
        spent = value;
    }

    void freeIfOwnedBy(Scope scope) {
        if (owner == scope) {
            free();
        }
    }

    /** Frees the memory now instead of at the scope's end; using the tensor afterwards is an error. */
    public void free() {
        if (!freed) {
            freed = true;
            if (!borrowed) {
                storage.release();
            }
            if (gradient != null && gradient.owner == null) {
                gradient.free();
            }
        }
    }

    String describe() {
        return op + " " + shape() + " " + dtype();
    }

    /** Operation, shape, type and the first values, such as {@code relu [2, 3] FLOAT32 {0.0, 1.5, …}}. */
    @Override
    public String toString() {
        if (freed) {
            return describe() + " (freed)";
        }
        double[] values = shape().size() > 1_000_000 ? new double[0] : toDoubleArray();
        String shown = IntStream.range(0, Math.min(8, values.length))
                .mapToObj(i -> Float.toString((float) values[i]))
                .collect(Collectors.joining(", "));
        return describe() + " {" + shown + (shape().size() > 8 ? ", …}" : "}");
    }

    /** For callers that fill arrays: whether all values are equal, element by element, to those of other. */
    public boolean valuesEqual(Tensor other) {
        return shape().equals(other.shape()) && Arrays.equals(toDoubleArray(), other.toDoubleArray());
    }
}
