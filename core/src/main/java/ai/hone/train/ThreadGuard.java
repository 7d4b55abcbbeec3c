package ai.hone.train;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Lets one thread in at a time, as often as it likes, and tells a second one so instead of computing nonsense. */
final class ThreadGuard {
    private final AtomicReference<Thread> inside = new AtomicReference<>();

    <T> T run(String where, Supplier<T> body) {
        Thread me = Thread.currentThread();
        boolean outermost = inside.get() != me;
        if (outermost && !inside.compareAndSet(null, me)) {
            Thread other = inside.get();
            throw new IllegalStateException(
                    where + ": expected one thread at a time but received a call from " + me.getName() + " while "
                            + (other == null ? "another" : other.getName())
                            + " is inside. A Learner serves one thread; export it and share a Predictor instead.");
        }
        try {
            return body.get();
        } finally {
            if (outermost) {
                inside.set(null);
            }
        }
    }
}
