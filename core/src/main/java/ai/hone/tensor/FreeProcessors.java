package ai.hone.tensor;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The automatic number of threads: processors that other processes leave free. It falls at the first look that finds less, since kernels wait
 * for their slowest thread and one busy neighbour costs more than the processor it takes; it rises only when two looks in a row find more.
 */
final class FreeProcessors {
    private static final long INTERVAL = 2_000_000_000L;
    /** The first look, and one after a pause, must not wait long for figures of now. */
    private static final long FIRST = 250_000_000L;

    private static final long STALE = 5 * INTERVAL;

    /** With more of a processor taken than this, a kernel on all of them takes longer than one that leaves it out. */
    private static final double TOLERATED = 0.3;

    private static final double MISSED = 0.85;

    private final int available;
    private final ProcessorLoad load;
    private final LongSupplier clock;
    private volatile int threads;
    private volatile long next;
    private long last;
    private double busy;
    private int promised;

    FreeProcessors(int available, ProcessorLoad load, LongSupplier clock) {
        this.available = available;
        this.load = load;
        this.clock = clock;
        this.threads = available;
        load.busyElsewhere();
        last = clock.getAsLong();
        next = last + FIRST;
    }

    /** The number now; looks at the load when the last look is too old. */
    int now() {
        if (available > 1 && clock.getAsLong() - next >= 0) {
            look();
        }
        return threads;
    }

    String reason() {
        return String.format(
                Locale.ROOT, "%.1f of %d processors are busy with other processes", busy, load.processors());
    }

    private synchronized void look() {
        long time = clock.getAsLong();
        if (time - next < 0) {
            return;
        }
        double measured = load.busyElsewhere();
        boolean stale = time - last > STALE;
        last = time;
        next = time + (stale ? FIRST : INTERVAL);
        if (!stale) {
            busy = measured;
            threads = decide(load.processors() - measured);
        }
    }

    private int decide(double free) {
        int fits = Math.max(1, Math.min(available, (int) Math.floor(free + TOLERATED + 1e-9)));
        if (fits < threads) {
            promised = 0;
            return fits;
        }
        // Back ends prepare their work for each number of threads, so small gains on many processors are passed over.
        if (fits == threads || free < threads + Math.max(MISSED, threads / 16.0)) {
            promised = 0;
            return threads;
        }
        int agreed = promised == 0 ? threads : Math.min(promised, fits);
        promised = fits;
        return agreed;
    }
}
