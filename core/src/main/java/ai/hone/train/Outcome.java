package ai.hone.train;

/** How a fit ended. */
public sealed interface Outcome {
    /** All epochs ran. */
    record Completed() implements Outcome {}

    /** A callback asked to {@link Fit#stop}. */
    record Stopped(String reason) implements Outcome {}

    /** Something threw; the fit throws it on. */
    record Failed(Throwable cause) implements Outcome {}
}
