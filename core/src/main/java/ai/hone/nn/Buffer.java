package ai.hone.nn;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.DType;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;

/** An array that belongs to a model's state but is not trained, such as running statistics. */
public final class Buffer {
    private final Cell cell;
    private final double initial;

    Buffer(String name, Shape shape, double initial) {
        this.cell = new Cell("buffer", name, shape);
        this.initial = initial;
    }

    public String name() {
        return cell.name();
    }

    public Shape shape() {
        return cell.shape();
    }

    /** The value; it lives as long as the model. */
    public Tensor value() {
        return Autograd.constant(cell.storage());
    }

    /** Replaces the values, row-major; shape and memory stay.
     * @throws ShapeException if the number of values differs */
    public void assign(float[] values) {
        cell.assign(values);
    }

    /** value ← value + weight·(scale·sample − value). */
    public void lerp(Tensor sample, double scale, double weight) {
        storage().kernels().lerp(storage(), sample.storage(), scale, weight);
    }

    Storage storage() {
        return cell.storage();
    }

    void initialize(String path, DType dtype) {
        cell.name(path);
        if (cell.filled()) {
            storage().kernels().fill(storage(), initial);
        } else {
            cell.storage(Scope.currentKernels().full(shape(), dtype, initial));
        }
    }

    boolean initialized() {
        return cell.filled();
    }

    void release() {
        cell.release();
    }
}
