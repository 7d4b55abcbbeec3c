package ai.hone.optim;

import ai.hone.tensor.Kernels.SgdStep;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * Stochastic gradient descent with undamped momentum and weight decay: p ← p·(1 − lr·wd); a ← momentum·a + g; p ← p − lr·a.
 * With a momentum of 0 there is no array a, and scheduling the momentum has no effect.
 */
public record Sgd(double momentum, double weightDecay, Decay decay) implements UpdateRule {
    /** @throws IllegalArgumentException if momentum is outside [0, 1), or weightDecay is below 0 */
    public Sgd {
        Require.average("Sgd", "momentum", momentum);
        Require.weightDecay("Sgd", weightDecay);
    }

    /** With {@linkplain Decay#DECOUPLED decoupled} weight decay. */
    public Sgd(double momentum, double weightDecay) {
        this(momentum, weightDecay, Decay.DECOUPLED);
    }

    /** No momentum, no weight decay. */
    public Sgd() {
        this(0, 0);
    }

    @Override
    public List<String> slots() {
        return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    public Hypers defaults() {
        return new Hypers(1e-2, momentum, weightDecay);
    }

    @Override
    public void step(Storage parameter, Storage gradient, List<Storage> state, Hypers h, long step) {
        boolean plain = state.isEmpty();
        if (decay == Decay.L2) {
            MomentumUpdate update = new MomentumUpdate(h.momentum(), 1, decay.penalty(h), h.learningRate());
            parameter.kernels().update(parameter, gradient, state, update);
            return;
        }
        parameter
                .kernels()
                .sgd(
                        parameter,
                        gradient,
                        plain ? null : state.get(0),
                        new SgdStep(h.learningRate(), plain ? 0 : h.momentum(), h.weightDecay()));
    }
}
