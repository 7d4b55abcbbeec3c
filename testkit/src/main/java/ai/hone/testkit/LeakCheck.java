package ai.hone.testkit;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import java.util.Arrays;

/** What was live before a test, and the guard that refuses tensors outside scopes meanwhile. */
final class LeakCheck {
    private static final int PATIENCE = 200;
    private static final long PAUSE_MILLIS = 10;

    private final Kernels kernels;
    private final long before;
    private final Scope guard;

    private LeakCheck(Kernels kernels, Scope guard) {
        this.kernels = kernels;
        this.before = kernels.liveBytes();
        this.guard = guard;
    }

    /** @param strict whether a tensor made outside any scope, on this thread, is an error from now on */
    static LeakCheck start(boolean strict) {
        return new LeakCheck(Scope.currentKernels(), strict ? Scope.forbidding() : Scope.detached());
    }

    /** Ends the check.
     * @param failed whether the test failed already, which leaves its memory behind
     * @throws AssertionError if more bytes are live than before */
    void finish(boolean failed) {
        guard.close();
        long after = settled();
        if (after > before && !failed) {
            throw new AssertionError(
                    "leak check: expected " + before + " live native bytes after the test, as before it, but received "
                            + after + ". Close scopes, models, loaders and learners, and free or adopt kept tensors.");
        }
    }

    /** Workers of a loader may still be giving back what they hold. */
    private long settled() {
        long after = kernels.liveBytes();
        for (int i = 0; i < PATIENCE && after > before; i++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return after;
            }
            after = kernels.liveBytes();
        }
        return after;
    }

    /** Names the place where a tensor was made outside any scope, if that is what failed. */
    static Throwable explained(Throwable failure) {
        if (!(failure instanceof IllegalStateException)
                || !String.valueOf(failure.getMessage()).startsWith("scope: expected an open Scope")) {
            return failure;
        }
        String place = Arrays.stream(failure.getStackTrace())
                .filter(f -> !f.getClassName().startsWith("ai.hone.tensor."))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("an unknown place");
        return new AssertionError(
                "leak check: expected every tensor to be made inside a scope but received one made at " + place
                        + ". Wrap the code in try (Scope scope = Scope.open()).",
                failure);
    }
}
