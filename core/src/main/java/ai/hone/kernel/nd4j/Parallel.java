package ai.hone.kernel.nd4j;

import java.util.stream.IntStream;

/** Splits a loop between the processors when it is long enough to pay for waking them. */
final class Parallel {
    /** Elements that stay in the first cache level while several arrays are worked on. */
    static final int CHUNK = 4096;

    /** As many as OpenMP uses, so that a run limited to fewer threads is limited here too. */
    static final int THREADS = threads();

    interface Body {
        void run(int from, int to, Scratch scratch);
    }

    private Parallel() {}

    /** Runs the body over 0 … count-1 in as many pieces as there are processors, each of at least {@code least} units. */
    static void run(int count, int least, Body body) {
        if (count == 0) {
            return;
        }
        int tasks = (int) Math.min(THREADS, count / Math.max(1L, least));
        if (tasks <= 1) {
            body.run(0, count, Scratch.local());
            return;
        }
        IntStream.range(0, tasks)
                .parallel()
                .forEach(t -> body.run(
                        (int) ((long) count * t / tasks), (int) ((long) count * (t + 1) / tasks), Scratch.local()));
    }

    /** Runs the body over 0 … count-1 in pieces of at most {@link #CHUNK}, several at once when there are many. */
    static void chunks(int count, Body body) {
        run(count, 16 * CHUNK, (from, to, scratch) -> {
            for (int at = from; at < to; at += CHUNK) {
                body.run(at, Math.min(to, at + CHUNK), scratch);
            }
        });
    }

    private static int threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        String limit = System.getenv("OMP_NUM_THREADS");
        try {
            return limit == null ? processors : Math.max(1, Math.min(processors, Integer.parseInt(limit.trim())));
        } catch (NumberFormatException e) {
            return processors;
        }
    }
}
