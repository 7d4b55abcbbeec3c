package ai.hone.benchmarks;

import static ai.hone.metric.Metrics.accuracy;

import ai.hone.metric.Metric;
import ai.hone.train.Callback;
import ai.hone.train.Fit;
import ai.hone.train.Learner;

/**
 * Trains through Learner.fit for as many steps as the turn asks for, measuring accuracy on each batch as a progress display would,
 * without validation.
 */
final class MeasuredFit implements Callback {
    private final Turn turn;
    private Metric.Accumulator pass = accuracy().start();

    private MeasuredFit(Turn turn) {
        this.turn = turn;
    }

    static void run(Learner<?, ?> learner, Turn turn) {
        learner.fit(Integer.MAX_VALUE, 1e-3, new MeasuredFit(turn));
    }

    @Override
    public void beforeFit(Fit fit) {
        turn.start();
    }

    @Override
    public void beforeTrain(Fit fit) {
        pass = accuracy().start();
    }

    @Override
    public void afterLoss(Fit fit) {
        pass.add(fit.prediction(), fit.batch().targets().get(0));
    }

    @Override
    public void afterBatch(Fit fit) {
        turn.stamp();
        if (turn.done()) {
            fit.stop("measured");
        }
    }

    @Override
    public void afterTrain(Fit fit) {
        if (Double.isNaN(pass.value()) || !Double.isFinite(fit.smoothLoss())) {
            throw new IllegalStateException(
                    "training did not run: accuracy " + pass.value() + ", loss " + fit.smoothLoss() + ".");
        }
    }

    @Override
    public void beforeValidate(Fit fit) {
        fit.skipValidation();
    }
}
