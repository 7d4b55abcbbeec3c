package ai.hone.train.callback;

import ai.hone.nn.Model;
import ai.hone.train.Callback;
import ai.hone.train.Fit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Stops a fit whose training loss is infinite or no number, before the step that would spoil the weights. Running statistics that the batch
 * spoiled on its way through the model go back to where they were when the epoch began.
 */
public final class StopOnNan implements Callback {
    private final Map<String, float[]> statistics = new LinkedHashMap<>();

    @Override
    public Phase phase() {
        return Phase.SETUP;
    }

    @Override
    public void beforeEpoch(Fit fit) {
        statistics.clear();
        fit.model()
                .buffers()
                .forEach((name, buffer) -> statistics.put(name, buffer.value().toFloatArray()));
    }

    @Override
    public void afterLoss(Fit fit) {
        if (!fit.training()) {
            return;
        }
        double loss = fit.loss().itemDouble();
        if (Double.isNaN(loss) || Double.isInfinite(loss)) {
            fit.stop(
                    "loss: expected a finite number but received " + loss + " in epoch " + fit.epoch() + ", batch "
                            + fit.batchIndex()
                            + ". The weights are as before this batch. Lower the learning rate (lrFind() suggests one), or look for bad values in the data.");
            restore(fit.model());
        }
    }

    private void restore(Model model) {
        boolean spoiled = model.buffers().values().stream()
                .anyMatch(b -> !finite(b.value().toFloatArray()));
        if (spoiled) {
            model.buffers()
                    .forEach((name, buffer) -> buffer.assign(Objects.requireNonNull(statistics.get(name), name)));
        }
    }

    private static boolean finite(float[] values) {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }
}
