package ai.hone.train.callback;

import ai.hone.train.Callback;
import ai.hone.train.Fit;

/** Stops a fit when a column of the table has not improved for some epochs. */
public final class EarlyStopping implements Callback {
    private final Monitor monitor;
    private final int patience;
    private int waited;

    /** Follows {@code valid_loss} with a patience of 1 epoch. */
    public EarlyStopping() {
        this("valid_loss", 1);
    }

    public EarlyStopping(String column, int patience) {
        this(column, patience, 0);
    }

    /** @param column such as {@code accuracy}
     *  @param patience epochs without improvement before it stops, at least 1
     *  @param minDelta what counts as improvement: more than this */
    public EarlyStopping(String column, int patience, double minDelta) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience: expected 1 or more epochs but received " + patience + ".");
        }
        this.monitor = new Monitor(column, minDelta);
        this.patience = patience;
    }

    @Override
    public Phase phase() {
        return Phase.METRICS;
    }

    @Override
    public void beforeFit(Fit fit) {
        monitor.check(fit);
        monitor.start();
        waited = 0;
    }

    @Override
    public void afterEpoch(Fit fit) {
        waited = monitor.improved(fit) ? 0 : waited + 1;
        if (waited >= patience) {
            fit.stop("no improvement of " + monitor.column() + " since epoch " + (fit.epoch() - waited));
        }
    }

    @Override
    public String toString() {
        return "EarlyStopping(" + monitor.column() + ", patience " + patience + ")";
    }
}
