package ai.hone.nn;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One trainable array of a model: its value, its gradient, and whether it is trained. It gets its first value from
 * {@link Model#initialize}, and lives until {@link Model#close}.
 */
public final class Parameter {
    /** What a parameter is for, which decides weight decay (only weights) and whether freezing reaches it (not norms, by default). */
    public enum Kind {
        WEIGHT,
        BIAS,
        NORM
    }

    private final Cell cell;
    private final Kind kind;
    private final Initializer initializer;
    private boolean trainable = true;
    private @Nullable Storage gradient;
    private boolean touched;
    private boolean lent;

    Parameter(String name, Kind kind, Shape shape, Initializer initializer) {
        this.kind = kind;
        this.cell = new Cell("parameter", name, shape);
        this.initializer = initializer;
    }

    /** The path from the model that was initialised last, such as {@code layer1.0.conv1.weight}. */
    public String name() {
        return cell.name();
    }

    public Kind kind() {
        return kind;
    }

    public Shape shape() {
        return cell.shape();
    }

    public boolean trainable() {
        return trainable;
    }

    /** A frozen parameter records nothing and no optimiser touches it. */
    public void trainable(boolean on) {
        trainable = on;
    }

    /** The value, on the tape if the parameter is trainable. It lives as long as the model, not as long as a scope.
     * @throws IllegalStateException if the parameter has no value yet */
    public Tensor value() {
        return trainable ? Autograd.leaf(storage(), this::accumulate, this::lend) : Autograd.constant(storage());
    }

    /** The sum of the gradients since the last {@link #clearGradient()}, or null if none arrived. */
    public @Nullable Tensor gradient() {
        Storage g = gradient;
        return touched && g != null ? Autograd.constant(g) : null;
    }

    public boolean hasGradient() {
        return touched;
    }

    public void clearGradient() {
        touched = false;
        lent = false;
    }

    /** Replaces the values, row-major; shape and memory stay.
     * @throws ShapeException if the number of values differs */
    public void assign(float[] values) {
        cell.assign(values);
    }

    public Storage storage() {
        return cell.storage();
    }

    /** The gradient's memory, made of zeros where there is none. Read it only while {@link #hasGradient()}. */
    public Storage gradientStorage() {
        Storage g = gradient;
        if (g == null) {
            g = storage().kernels().full(shape(), storage().dtype(), 0);
            gradient = g;
        }
        return g;
    }

    /** Moves value and gradient into memory shared with the rest of an optimiser's group. */
    public void moveInto(Storage newValue, Storage newGradient) {
        Kernels kernels = newValue.kernels();
        kernels.assign(newValue, storage());
        if (touched) {
            kernels.assign(newGradient, gradientStorage());
        }
        release();
        cell.storage(newValue);
        gradient = newGradient;
    }

    void initialize(String path, RandomGenerator random, DType dtype) {
        cell.name(path);
        float[] values = initializer.values(shape(), random);
        if (cell.filled()) {
            assign(values);
        } else {
            cell.storage(Scope.currentKernels().of(values, shape(), dtype));
        }
        clearGradient();
    }

    boolean initialized() {
        return cell.filled();
    }

    void release() {
        cell.release();
        if (gradient != null) {
            gradient.release();
            gradient = null;
        }
    }

    /** The gradient's memory for an operation to write to, once between clearings. */
    private @Nullable Storage lend() {
        if (touched || lent) {
            return null;
        }
        lent = true;
        return gradientStorage();
    }

    /** Memory that was lent holds a gradient already when another arrives. */
    private void accumulate(Storage g) {
        Kernels kernels = g.kernels();
        if (g == gradient) {
            touched = true;
        } else if (touched || lent) {
            touched = true;
            kernels.addScaled(gradientStorage(), g, 1);
        } else {
            kernels.assign(gradientStorage(), g);
            touched = true;
        }
    }

    @Override
    public String toString() {
        return name() + " " + shape() + (trainable ? "" : " (frozen)");
    }
}
