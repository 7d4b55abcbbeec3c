package ai.hone.tensor;

/**
 * An array owned by one back end: opaque but for its logical shape and element type. The physical layout (order, blocking,
 * compute type) is the business of the {@link Kernels} that made it, and only they may look inside.
 */
public interface Storage {
    Shape shape();

    DType dtype();

    /** The back end that made this array, and the only one that can use it. */
    Kernels kernels();

    /** Gives the memory back to the back end's pool; views of it keep it alive until they are released too. A second call does nothing. */
    void release();
}
