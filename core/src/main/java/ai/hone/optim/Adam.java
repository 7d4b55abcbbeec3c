package ai.hone.optim;

import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * Adam (Kingma &amp; Ba 2015) with decoupled weight decay (Loshchilov &amp; Hutter 2019), with fastai's defaults.
 * m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²; p ← p·(1 − lr·wd) − lr/(1−β1^t) · m/(√(v/(1−β2^t)) + ε). β1 is the momentum.
 */
public record Adam(double momentum, double squaredMomentum, double epsilon, double weightDecay, Decay decay)
        implements UpdateRule {
    /** @throws IllegalArgumentException if a momentum is outside [0, 1), or another number is below 0 */
    public Adam {
        Require.average("Adam", "momentum", momentum);
        Require.average("Adam", "squaredMomentum", squaredMomentum);
        Require.epsilon("Adam", epsilon);
        Require.weightDecay("Adam", weightDecay);
    }

    /** With {@linkplain Decay#DECOUPLED decoupled} weight decay. */
    public Adam(double momentum, double squaredMomentum, double epsilon, double weightDecay) {
        this(momentum, squaredMomentum, epsilon, weightDecay, Decay.DECOUPLED);
    }

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
        double b1 = h.momentum();
        double b2 = squaredMomentum;
        if (decay == Decay.DECOUPLED) {
            AdamStep fused = new AdamStep(h.learningRate(), b1, b2, epsilon, h.weightDecay(), step);
            parameter.kernels().adam(parameter, gradient, state.get(0), state.get(1), fused);
            return;
        }
        double size = h.learningRate() / (1 - Math.pow(b1, step));
        double correction = 1 / (1 - Math.pow(b2, step));
        AdamUpdate update = new AdamUpdate(b1, b2, epsilon, 1, decay.penalty(h), size, correction);
        parameter.kernels().update(parameter, gradient, state, update);
    }
}
