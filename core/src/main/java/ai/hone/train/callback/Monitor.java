package ai.hone.train.callback;

import ai.hone.metric.Metric;
import ai.hone.train.Fit;
import ai.hone.train.History;
import java.util.List;

/** Follows one column of the table and knows which way is better: as the metric says, and lower for losses. */
final class Monitor {
    private final String column;
    private final double minDelta;
    private boolean lower;
    private double best;

    Monitor(String column, double minDelta) {
        this.column = column;
        this.minDelta = minDelta;
        this.lower = true;
        start();
    }

    void start() {
        best = lower ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Learns from the metric which way is better.
     * @throws IllegalArgumentException if the learner has no such column */
    void check(Fit fit) {
        if (!List.of("train_loss", "valid_loss").contains(column)
                && !fit.metricNames().contains(column)) {
            throw new IllegalArgumentException("monitor: expected one of train_loss, valid_loss"
                    + (fit.metricNames().isEmpty() ? "" : ", " + String.join(", ", fit.metricNames()))
                    + " but received " + column
                    + ". Add the metric to the learner to follow it.");
        }
        lower = fit.learner().metrics().stream()
                .filter(m -> m.name().equals(column))
                .noneMatch(Metric::higherIsBetter);
    }

    /** Whether the last epoch beats the best so far by more than minDelta; it is the best then. A NaN never does. */
    boolean improved(Fit fit) {
        double value = value(fit);
        boolean better = lower ? value + minDelta < best : value - minDelta > best;
        if (better) {
            best = value;
        }
        return better;
    }

    double value(Fit fit) {
        History.Epoch row = fit.history().last();
        return row.value(column);
    }

    String column() {
        return column;
    }

    double best() {
        return best;
    }
}
