package ai.hone.train.callback;

import ai.hone.train.Callback;
import ai.hone.train.Fit;

/** Stops a fit whose training loss is infinite or no number, before the step that would spoil the weights. */
public final class StopOnNan implements Callback {
    @Override
    public Phase phase() {
        return Phase.SETUP;
    }

    @Override
    public void afterLoss(Fit fit) {
        if (fit.training()) {
            double loss = fit.loss().itemDouble();
            if (Double.isNaN(loss) || Double.isInfinite(loss)) {
                fit.stop(
                        "loss: expected a finite number but received " + loss + " in epoch " + fit.epoch() + ", batch "
                                + fit.batchIndex()
                                + ". The weights are as before this batch. Lower the learning rate (lrFind() suggests one), or look for bad values in the data.");
            }
        }
    }
}
