package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.NativeThreads;

/** How many threads share a piece of work: one if it is small, since waking others takes longer, and very much longer on a busy machine. */
final class Team {
    /** About 20 µs of one thread. */
    private static final double WORTH_SHARING = 1 << 20;

    /** Moving an element through memory takes about as long as this many multiplications. */
    private static final double PER_ELEMENT = 16;

    private Team() {}

    /** Tells oneDNN the number for a plan that is made or run next on this thread, and returns it. */
    static int forMultiplications(double count) {
        return NativeThreads.atMost(count < WORTH_SHARING ? 1 : Integer.MAX_VALUE);
    }

    static int forElements(long count) {
        return forMultiplications(PER_ELEMENT * count);
    }
}
