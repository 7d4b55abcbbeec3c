package ai.hone.optim;

import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * Adam with decoupled weight decay (Kingma &amp; Ba 2015, Loshchilov &amp; Hutter 2019), with fastai's defaults.
 * m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²; p ← p·(1 − lr·wd) − lr/(1−β1^t) · m/(√(v/(1−β2^t)) + ε). β1 is the momentum.
 */
public record Adam(double momentum, double squaredMomentum, double epsilon, double weightDecay) implements UpdateRule {
    /** β1 0.9 (a fit schedules it), β2 0.99, ε 1e-5, weight decay 0.01: fastai's defaults. */
    public Adam() {
        this(0.9, 0.99, 1e-5, 0.01);
    }

    @Override
    public List<String> slots() {
        return List.of("mean", "squared");
    }

    @Override
    public Hypers defaults() {
        return new Hypers(1e-3, momentum, weightDecay);
    }

    @Override
    public void step(Storage parameter, Storage gradient, List<Storage> state, Hypers h, long step) {
        parameter
                .kernels()
                .adam(
                        parameter,
                        gradient,
                        state.get(0),
                        state.get(1),
                        new AdamStep(h.learningRate(), h.momentum(), squaredMomentum, epsilon, h.weightDecay(), step));
    }
}
