package ai.hone.tensor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many processors the kernels that a thread calls may use now. Learners and predictors {@link #hold} a number for one batch at a time;
 * back ends ask for {@link #current()} at each call.
 *
 * <p>The number is what the first of these says: the option {@code threads} of the learner or predictor, unless 0; the system property
 * {@code hone.threads}; the environment variable {@code OMP_NUM_THREADS}. Where there is none, or it says 0, the number is automatic: the
 * processors that other processes leave free, looked at every two seconds, shared by the threads that compute at the same time. It is at
 * least 1 and never more than {@link #available()}: a larger fixed number is cut to that, with a warning in the log, and {@link Diagnostics}
 * says so.
 *
 * <p>Sums round differently with another number of threads. The same seeds on the same machine therefore give the same numbers where the
 * number of threads is fixed; the automatic one may change between two batches, never within one, and with it the last digits.
 */
public final class Threads {
    private static final Logger LOG = System.getLogger(Threads.class.getName());
    private static final String PROPERTY = "hone.threads";
    private static final String VARIABLE = "OMP_NUM_THREADS";
    private static final ThreadLocal<Hold> HELD = new ThreadLocal<>();
    private static final AtomicInteger SHARING = new AtomicInteger();
    private static final Setting SETTING =
            Setting.of(System.getProperty(PROPERTY), System.getenv(VARIABLE), available());

    private Threads() {}

    /** Keeps the number for the calling thread from {@link #hold} to {@link #close}. */
    public static final class Hold implements AutoCloseable {
        private final int threads;
        private final boolean sharing;
        private final @Nullable Hold outer;

        private Hold(int threads, boolean sharing, @Nullable Hold outer) {
            this.threads = threads;
            this.sharing = sharing;
            this.outer = outer;
        }

        /** Brings back what held before; called by the thread that held. */
        @Override
        public void close() {
            if (sharing) {
                SHARING.decrementAndGet();
            }
            if (outer == null) {
                HELD.remove();
            } else {
                HELD.set(outer);
            }
        }
    }

    /** Processors that the Java machine may use; container limits are part of it. */
    public static int available() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The number for the calling thread now, 1 … {@link #available()}.
     * @throws IllegalArgumentException if the system property {@code hone.threads} is no number */
    public static int current() {
        Hold held = HELD.get();
        return held == null ? unheld() : held.threads;
    }

    /**
     * Fixes the number for the calling thread until the result is closed, so that it does not change within a batch.
     *
     * @param threads 0 keeps what an outer hold says, or else takes the number of now, divided by the threads that hold the automatic number at
     *     the same time
     * @throws IllegalArgumentException if negative
     */
    public static Hold hold(int threads) {
        refuseNegative(threads, "threads");
        Hold outer = HELD.get();
        boolean sharing = threads == 0 && outer == null && SETTING.threads() == 0;
        int number = threads > 0 ? Math.min(threads, available()) : outer != null ? outer.threads : unheld();
        if (sharing) {
            number = share(number, SHARING.incrementAndGet());
        }
        Hold hold = new Hold(number, sharing, outer);
        HELD.set(hold);
        return hold;
    }

    /** Checks an option and cuts it to {@link #available()}; 0 means automatic.
     * @param where the option's name for messages, such as {@code learner.threads}
     * @throws IllegalArgumentException if the number is negative */
    public static int option(int threads, String where) {
        refuseNegative(threads, where);
        return capped(threads, where, available());
    }

    /** For {@link Diagnostics}: the number outside any hold, and what decided it. */
    static String describe() {
        if (SETTING.problem() != null) {
            return SETTING.problem();
        }
        return SETTING.threads() > 0
                ? SETTING.threads() + ", fixed by " + SETTING.reason()
                : Automatic.PROCESSORS.now() + ", automatic: " + Automatic.PROCESSORS.reason();
    }

    private static int unheld() {
        if (SETTING.problem() != null) {
            throw new IllegalArgumentException(SETTING.problem());
        }
        return SETTING.threads() > 0 ? SETTING.threads() : Automatic.PROCESSORS.now();
    }

    static int share(int threads, int holders) {
        return Math.max(1, threads / holders);
    }

    private static void refuseNegative(int threads, String where) {
        if (threads < 0) {
            throw new IllegalArgumentException(where + ": expected 0 (automatic) … " + available()
                    + ", the available processors, but received " + threads + ".");
        }
    }

    private static int capped(int threads, String where, int available) {
        if (threads > available) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} threads were asked for; {2} are used, the available processors.",
                    where,
                    threads,
                    available);
        }
        return Math.min(threads, available);
    }

    /** Begins to watch the load when first asked. */
    private static final class Automatic {
        static final FreeProcessors PROCESSORS =
                new FreeProcessors(available(), ProcessorLoad.ofThisMachine(), System::nanoTime);
    }

    /** What the process was started with. Kept with its problem, so that each use says it again. */
    record Setting(int threads, String reason, @Nullable String problem) {
        static Setting of(@Nullable String property, @Nullable String variable, int available) {
            if (property != null && !property.isBlank()) {
                Optional<Integer> number = number(property);
                return number.isEmpty()
                        ? new Setting(0, "", problem(property, available))
                        : fixed(number.get(), PROPERTY, available);
            }
            // OpenMP allows a list, one number for each level of nesting; what it cannot read it ignores, and so do we.
            Optional<Integer> number = variable == null ? Optional.empty() : number(variable.split(",", 2)[0]);
            return fixed(number.orElse(0), VARIABLE, available);
        }

        private static Setting fixed(int number, String name, int available) {
            String more = number > available ? ", cut to the " + available + " available processors" : "";
            return new Setting(capped(number, name, available), name + "=" + number + more, null);
        }

        private static Optional<Integer> number(String text) {
            try {
                int value = Integer.parseInt(text.trim());
                return value < 0 ? Optional.empty() : Optional.of(value);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        private static String problem(String property, int available) {
            return PROPERTY + ": expected 0 (automatic) … " + available + ", the available processors, but received "
                    + property + ". Start Java with -D" + PROPERTY + "=1, or without it.";
        }
    }
}
