package ai.hone.io;

/** A file of weights, a checkpoint or a bundle is not what it should be. The message names the file, what was expected and what was found. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
