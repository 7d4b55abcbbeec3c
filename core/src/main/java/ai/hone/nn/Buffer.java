package ai.hone.nn;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** An array that belongs to a model's state but is not trained, such as running statistics. */
public final class Buffer {
    private final Shape shape;
    private final double initial;
    private String name;
    private @Nullable Storage value;

    Buffer(String name, Shape shape, double initial) {
        this.name = name;
        this.shape = shape;
        this.initial = initial;
    }

    public String name() {
        return name;
    }

    public Shape shape() {
        return shape;
    }

    /** The value; it lives as long as the model. */
    public Tensor value() {
        return Autograd.constant(storage());
    }

    public void assign(float[] values) {
        if (values.length != shape.size()) {
            throw new ShapeException(name + ": expected " + shape.size() + " values for " + shape + " but received "
                    + values.length + ".");
        }
        Kernels kernels = storage().kernels();
        Storage fresh = kernels.of(values, shape, storage().dtype());
        kernels.assign(storage(), fresh);
        fresh.release();
    }

    /** value ← value + weight·(scale·sample − value). */
    public void lerp(Tensor sample, double scale, double weight) {
        storage().kernels().lerp(storage(), sample.storage(), scale, weight);
    }

    Storage storage() {
        Storage v = value;
        if (v == null) {
            throw new IllegalStateException(name
                    + ": expected a buffer with a value but received one that was never initialised, or whose model is closed."
                    + " A Learner initialises its model; on your own call model.initialize(seed) first.");
        }
        return v;
    }

    void initialize(String path, DType dtype) {
        name = path;
        if (value == null) {
            value = Scope.currentKernels().full(shape, dtype, initial);
        } else {
            value.kernels().fill(value, initial);
        }
    }

    boolean initialized() {
        return value != null;
    }

    void release() {
        if (value != null) {
            value.release();
            value = null;
        }
    }
}
