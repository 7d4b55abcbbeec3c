package ai.hone.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a fit measured.
 *
 * @param epochs one row per epoch that ended
 * @param losses smoothed training loss after each batch
 * @param learningRates of the last group, at each batch
 * @param stopped why the fit ended early, if a callback stopped it
 */
public record History(List<Epoch> epochs, List<Double> losses, List<Double> learningRates, Optional<String> stopped) {

    /**
     * @param index from 0
     * @param trainLoss batch losses averaged exponentially since the fit began, corrected for the start, as fastai
     * @param validLoss mean over the validation items; NaN where validation was skipped
     * @param metrics by name, in the order given to the learner
     */
    public record Epoch(int index, double trainLoss, double validLoss, Map<String, Double> metrics, Duration time) {
        /** A column of the table: train_loss, valid_loss or a metric's name.
         * @throws IllegalArgumentException if there is no such column, listing those there are */
        public double value(String column) {
            if (column.equals("train_loss")) {
                return trainLoss;
            }
            if (column.equals("valid_loss")) {
                return validLoss;
            }
            Double value = metrics.get(column);
            if (value == null) {
                throw new IllegalArgumentException(
                        "history: expected one of train_loss, valid_loss, " + String.join(", ", metrics.keySet())
                                + " but received " + column + ". Add the metric to the learner to follow it.");
            }
            return value;
        }
    }

    public History {
        epochs = List.copyOf(epochs);
        losses = List.copyOf(losses);
        learningRates = List.copyOf(learningRates);
    }

    /** The last epoch's row.
     * @throws IllegalStateException if no epoch ended */
    public Epoch last() {
        if (epochs.isEmpty()) {
            throw new IllegalStateException("history: expected at least one epoch that ended but received none"
                    + stopped.map(s -> ": stopped, " + s).orElse("") + ".");
        }
        return epochs.get(epochs.size() - 1);
    }

    /** This history followed by a later fit's, epochs numbered on. */
    public History then(History later) {
        List<Epoch> rows = new ArrayList<>(epochs);
        later.epochs.forEach(e -> rows.add(new Epoch(rows.size(), e.trainLoss, e.validLoss, e.metrics, e.time)));
        return new History(
                rows, joined(losses, later.losses), joined(learningRates, later.learningRates), later.stopped);
    }

    private static List<Double> joined(List<Double> a, List<Double> b) {
        List<Double> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    /** The table of epochs, one line each below a header. */
    @Override
    public String toString() {
        return EpochTable.of(this);
    }
}
