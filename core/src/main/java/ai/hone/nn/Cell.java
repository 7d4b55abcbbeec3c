package ai.hone.nn;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import org.jspecify.annotations.Nullable;

/** The named memory of one array of a model's state: empty until the model is initialised, and again when it is closed. */
final class Cell {
    private final String what;
    private final Shape shape;
    private String name;
    private @Nullable Storage storage;

    /** @param what names the kind of array in messages */
    Cell(String what, String name, Shape shape) {
        this.what = what;
        this.name = name;
        this.shape = shape;
    }

    String name() {
        return name;
    }

    void name(String path) {
        name = path;
    }

    Shape shape() {
        return shape;
    }

    boolean filled() {
        return storage != null;
    }

    Storage storage() {
        Storage s = storage;
        if (s == null) {
            throw new IllegalStateException(name + ": expected a " + what
                    + " with a value but received one that was never initialised, or whose model is closed."
                    + " A Learner initialises its model; on your own call model.initialize(seed) first.");
        }
        return s;
    }

    /** Takes other memory; what there was is given back. */
    void storage(Storage next) {
        release();
        storage = next;
    }

    /** Copies row-major values into the memory there is. */
    void assign(float[] values) {
        if (values.length != shape.size()) {
            throw new ShapeException(name + ": expected " + shape.size() + " values for " + shape + " but received "
                    + values.length + ".");
        }
        Kernels kernels = storage().kernels();
        Storage fresh = kernels.of(values, shape, storage().dtype());
        kernels.assign(storage(), fresh);
        fresh.release();
    }

    void release() {
        if (storage != null) {
            storage.release();
            storage = null;
        }
    }
}
