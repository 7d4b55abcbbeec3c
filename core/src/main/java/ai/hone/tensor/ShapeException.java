package ai.hone.tensor;

/** A tensor has another shape, or element type, than an operation or a layer expects. The message says where, what was expected and what arrived. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }

    public ShapeException(String message, Throwable cause) {
        super(message, cause);
    }
}
