package ai.hone.train;

import ai.hone.optim.Optimizer;
import ai.hone.optim.Schedule;
import java.util.ArrayList;
import java.util.List;

/** Raises the learning rate batch by batch and stops when the loss explodes. */
final class LrFinderCallback implements Callback {
    private final Schedule schedule;
    private final int iterations;
    private final boolean stopWhenDiverging;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private double best = Double.POSITIVE_INFINITY;

    LrFinderCallback(double start, double end, int iterations, boolean stopWhenDiverging) {
        this.schedule = Schedule.exponential(start, end);
        this.iterations = iterations;
        this.stopWhenDiverging = stopWhenDiverging;
    }

    @Override
    public void beforeBatch(Fit fit) {
        Optimizer optimizer = fit.optimizer();
        double rate = schedule.at((double) fit.iteration() / iterations);
        for (int g = 0; g < optimizer.groups().size(); g++) {
            optimizer.hypers(g, optimizer.hypers(g).withLearningRate(rate));
        }
    }

    @Override
    public void afterBatch(Fit fit) {
        rates.add(fit.optimizer().learningRate());
        losses.add(fit.smoothLoss());
        best = Math.min(best, fit.smoothLoss());
        if (fit.iteration() >= iterations || (stopWhenDiverging && !(fit.smoothLoss() <= 4 * best))) {
            fit.stop("range test done");
        }
    }

    @Override
    public void beforeValidate(Fit fit) {
        fit.skipValidation();
    }

    LrFinder result() {
        return new LrFinder(array(rates), array(losses), iterations / 10);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
