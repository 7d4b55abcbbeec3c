package ai.hone.train;

/** Settings of {@link Learner#lrFind}. */
public final class LrFindOptions {
    double start = 1e-7;
    double end = 10;
    int iterations = 100;
    boolean stopWhenDiverging = true;

    LrFindOptions() {}

    /** The first rate; default 1e-7. */
    public LrFindOptions start(double rate) {
        start = rate;
        return this;
    }

    /** The last rate; default 10. */
    public LrFindOptions end(double rate) {
        end = rate;
        return this;
    }

    /** Batches to try; default 100. */
    public LrFindOptions iterations(int count) {
        iterations = Math.max(6, count);
        return this;
    }

    /** Whether to stop when the loss exceeds four times its best; default true. */
    public LrFindOptions stopWhenDiverging(boolean on) {
        stopWhenDiverging = on;
        return this;
    }
}
