package ai.hone.report;

import ai.hone.train.Callback;
import ai.hone.train.EpochTable;
import ai.hone.train.Fit;
import ai.hone.train.Outcome;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a fit while it runs: a table with one row per epoch and, on a terminal, a live line below it; plain lines elsewhere. */
public final class Progress implements Callback {
    private static final int WIDTH = 28;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final String CLEAR = "\r\u001b[2K";

    private final PrintStream out;
    private final boolean live;
    private long shown;
    private int skipped;

    /** Prints to standard output; live if that is a terminal, and neither CI nor NO_COLOR is set. */
    public Progress() {
        this(System.out, terminal());
    }

    /** @param live whether the stream understands carriage returns */
    public Progress(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    private static boolean terminal() {
        @Nullable String term = System.getenv("TERM");
        return System.console() != null
                && term != null
                && !term.equals("dumb")
                && System.getenv("CI") == null
                && System.getenv("NO_COLOR") == null;
    }

    @Override
    public Phase phase() {
        return Phase.REPORT;
    }

    @Override
    public void beforeFit(Fit fit) {
        skipped = fit.learner().dataLoaders().skipped().size();
        if (fit.epochs() > 0) {
            out.println(EpochTable.header(fit.metricNames()));
        }
    }

    @Override
    public void afterBatch(Fit fit) {
        long now = System.nanoTime();
        if (live && now - shown > PAUSE_NANOS) {
            shown = now;
            out.print(CLEAR + line(fit));
            out.flush();
        }
    }

    private static String line(Fit fit) {
        int done = fit.batchIndex() + 1;
        int filled = (int) ((long) WIDTH * done / Math.max(1, fit.batches()));
        return String.format(
                Locale.ROOT,
                "epoch %d/%d %s |%s%s| %d/%d loss %.4f",
                fit.epoch() + 1,
                fit.epochs(),
                fit.training() ? "train" : "valid",
                "█".repeat(Math.min(WIDTH, filled)),
                " ".repeat(Math.max(0, WIDTH - filled)),
                done,
                fit.batches(),
                fit.smoothLoss());
    }

    @Override
    public void afterEpoch(Fit fit) {
        clear();
        out.println(EpochTable.row(fit.history().last()));
        List<String> all = fit.learner().dataLoaders().skipped();
        for (String message : all.subList(Math.min(skipped, all.size()), all.size())) {
            out.println("left out: " + message);
        }
        skipped = all.size();
    }

    @Override
    public void afterFit(Fit fit, Outcome outcome) {
        clear();
        if (outcome instanceof Outcome.Stopped stopped) {
            out.println("stopped: " + stopped.reason());
        } else if (outcome instanceof Outcome.Failed failed) {
            out.println("failed: " + failed.cause().getMessage());
        }
        out.flush();
    }

    private void clear() {
        if (live) {
            out.print(CLEAR);
        }
    }
}
