package ai.hone.train.callback;

import ai.hone.train.Callback;
import ai.hone.train.Fit;
import ai.hone.train.Outcome;
import java.nio.file.Path;

/** Saves a checkpoint whenever a column of the table improves, and takes the best one up again when the fit ends. */
public final class SaveBest implements Callback {
    private final Monitor monitor;
    private final Path file;
    private boolean saved;

    /** Follows {@code valid_loss}. */
    public SaveBest(Path file) {
        this(file, "valid_loss");
    }

    /** @param file where to keep the best checkpoint; it is replaced as a whole, never in part
     *  @param column such as {@code accuracy} */
    public SaveBest(Path file, String column) {
        this.monitor = new Monitor(column, 0);
        this.file = file;
    }

    @Override
    public Phase phase() {
        return Phase.METRICS;
    }

    @Override
    public void beforeFit(Fit fit) {
        monitor.check(fit);
        monitor.start();
        saved = false;
    }

    @Override
    public void afterEpoch(Fit fit) {
        if (monitor.improved(fit)) {
            fit.learner().save(file);
            saved = true;
        }
    }

    /** Also after a failure, so that the best weights are not lost with the bad ones. */
    @Override
    public void afterFit(Fit fit, Outcome outcome) {
        if (saved) {
            fit.learner().load(file);
        }
    }

    /** The best value of the last fit; infinite before its first epoch ended. */
    public double best() {
        return monitor.best();
    }

    @Override
    public String toString() {
        return "SaveBest(" + monitor.column() + " in " + file + ")";
    }
}
