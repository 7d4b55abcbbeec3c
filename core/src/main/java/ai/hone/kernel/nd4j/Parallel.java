package ai.hone.kernel.nd4j;

import ai.hone.tensor.Threads;
import java.util.concurrent.RecursiveAction;
import org.jspecify.annotations.Nullable;

/** Splits a loop between the processors when it is long enough to pay for waking them. */
final class Parallel {
    /** Elements that stay in the first cache level while several arrays are worked on. */
    static final int CHUNK = 4096;

    interface Body {
        void run(int from, int to, Scratch scratch);
    }

    private Parallel() {}

    /** Runs the body over 0 … count-1 in at most {@link Threads#current()} pieces, each of at least {@code least} units.
     * A failure of any piece is thrown here, once no piece runs any more: the caller may free the arrays then. */
    static void run(int count, int least, Body body) {
        if (count == 0) {
            return;
        }
        long most = count / Math.max(1L, least);
        int tasks = most <= 1 ? 1 : (int) Math.min(Threads.current(), most);
        if (tasks <= 1) {
            body.run(0, count, Scratch.local());
            return;
        }
        Piece[] pieces = new Piece[tasks];
        for (int t = 0; t < tasks; t++) {
            pieces[t] = new Piece(body, (int) ((long) count * t / tasks), (int) ((long) count * (t + 1) / tasks));
        }
        for (int t = tasks - 1; t > 0; t--) {
            pieces[t].fork();
        }
        pieces[0].compute();
        for (int t = 1; t < tasks; t++) {
            pieces[t].finish();
        }
        rethrow(pieces);
    }

    /** Runs the body over 0 … count-1 in pieces of at most {@link #CHUNK}, several at once when there are many. */
    static void chunks(int count, Body body) {
        run(count, 16 * CHUNK, (from, to, scratch) -> {
            for (int at = from; at < to; at += CHUNK) {
                body.run(at, Math.min(to, at + CHUNK), scratch);
            }
        });
    }

    private static void rethrow(Piece[] pieces) {
        @Nullable Throwable first = null;
        for (Piece piece : pieces) {
            Throwable failure = piece.failure;
            if (first == null) {
                first = failure;
            } else if (failure != null && failure != first) {
                first.addSuppressed(failure);
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Keeps its failure: a pool would hand on a copy without the original's fields, and before the other pieces end. */
    @SuppressWarnings("serial")
    private static final class Piece extends RecursiveAction {
        private final Body body;
        private final int from;
        private final int to;
        private @Nullable Throwable failure;

        Piece(Body body, int from, int to) {
            this.body = body;
            this.from = from;
            this.to = to;
        }

        @Override
        protected void compute() {
            try {
                body.run(from, to, Scratch.local());
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        /** Here and now if no thread of the pool has begun it. */
        void finish() {
            if (tryUnfork()) {
                compute();
            } else {
                quietlyJoin();
            }
        }
    }
}
