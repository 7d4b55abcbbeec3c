package ai.hone.train;

import ai.hone.optim.LearningRate;
import ai.hone.optim.Optimizer;
import ai.hone.optim.Schedule;
import org.jspecify.annotations.Nullable;

/** Sets learning rate and momentum before every training batch, by the progress of the fit. */
final class HyperSchedule implements Callback {
    private final LearningRate maximum;
    private final Schedule fraction;
    private final @Nullable Schedule momentum;

    /** @param fraction of each group's maximum rate */
    HyperSchedule(LearningRate maximum, Schedule fraction, @Nullable Schedule momentum) {
        this.maximum = maximum;
        this.fraction = fraction;
        this.momentum = momentum;
    }

    @Override
    public Phase phase() {
        return Phase.SCHEDULE;
    }

    @Override
    public void beforeBatch(Fit fit) {
        if (!fit.training()) {
            return;
        }
        Optimizer optimizer = fit.optimizer();
        double[] rates = maximum.perGroup(optimizer.groups().size());
        for (int g = 0; g < rates.length; g++) {
            var hypers = optimizer.hypers(g).withLearningRate(rates[g] * fraction.at(fit.progress()));
            optimizer.hypers(g, momentum == null ? hypers : hypers.withMomentum(momentum.at(fit.progress())));
        }
    }
}
