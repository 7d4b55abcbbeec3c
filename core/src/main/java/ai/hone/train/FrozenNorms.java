package ai.hone.train;

import ai.hone.nn.BatchNorm;
import ai.hone.nn.Model;
import ai.hone.nn.Parameter;

/**
 * Keeps batch norms that are frozen with their groups from following the batches: they normalise by their running statistics and leave those
 * alone. fastai's {@code BnFreeze}.
 */
final class FrozenNorms implements Callback {
    @Override
    public Phase phase() {
        return Phase.SETUP;
    }

    @Override
    public void beforeTrain(Fit fit) {
        fit.model().walk("", (prefix, model) -> {
            if (frozen(model)) {
                model.train(false);
            }
        });
    }

    private static boolean frozen(Model model) {
        return model instanceof BatchNorm
                && model.parameters().values().stream().noneMatch(Parameter::trainable);
    }
}
