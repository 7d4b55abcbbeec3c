package ai.hone.train;

/** A callback threw. The message names its class and the event; the cause is what it threw. */
public final class CallbackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallbackException(String message, Throwable cause) {
        super(message, cause);
    }
}
