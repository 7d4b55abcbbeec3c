package ai.hone.optim;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * SGD whose rate for each parameter follows the parameter's size: LARC (clipped), or LARS (You et al. 2017) without clip.
 * p ← p·(1 − lr·wd); local = lr·trust·‖p‖/(‖g‖ + wd·‖p‖ + ε), at most lr with clip; a ← momentum·a + g; p ← p − local·a. A parameter of zeros
 * takes lr, where fastai would leave it at zero for ever. With a momentum of 0 there is no array a, and scheduling the momentum has no effect.
 */
public record Larc(
        double momentum, boolean clip, double trustCoefficient, double epsilon, double weightDecay, Decay decay)
        implements UpdateRule {
    /** @throws IllegalArgumentException if momentum is outside [0, 1), trustCoefficient is not above 0, or another number is below 0 */
    public Larc {
        Require.average("Larc", "momentum", momentum);
        Require.positive(
                "Larc",
                "trustCoefficient",
                trustCoefficient,
                "It says how far a step may go; 0.02 and 0.001 are common.");
        Require.epsilon("Larc", epsilon);
        Require.weightDecay("Larc", weightDecay);
    }

    /** Momentum 0.9 (a fit schedules it), clip, trust coefficient 0.02, ε 1e-8, no weight decay: fastai's defaults. */
    public Larc() {
        this(0.9, true, 0.02, 1e-8, 0, Decay.DECOUPLED);
    }

    /** The same without clip. */
    public static Larc lars() {
        return new Larc(0.9, false, 0.02, 1e-8, 0, Decay.DECOUPLED);
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
    public boolean perParameter() {
        return true;
    }

    @Override
    public void step(Storage parameter, Storage gradient, List<Storage> state, Hypers h, long step) {
        double size = decay.factor(h) * Math.sqrt(parameter.kernels().sumOfSquares(parameter));
        double rate = localRate(size, gradientNorm(parameter, gradient, h), h);
        MomentumUpdate update = new MomentumUpdate(h.momentum(), decay.factor(h), decay.penalty(h), rate);
        parameter.kernels().update(parameter, gradient, state, update);
    }

    /** local, for the norms of a parameter and its gradient. */
    double localRate(double size, double gradientNorm, Hypers h) {
        double lr = h.learningRate();
        if (size == 0) {
            return lr;
        }
        double local = lr * trustCoefficient * size / (gradientNorm + size * h.weightDecay() + epsilon);
        return clip ? Math.min(lr, local) : local;
    }

    private double gradientNorm(Storage parameter, Storage gradient, Hypers h) {
        Kernels kernels = parameter.kernels();
        if (decay.penalty(h) == 0) {
            return Math.sqrt(kernels.sumOfSquares(gradient));
        }
        Storage sum = kernels.copy(gradient);
        try {
            kernels.addScaled(sum, parameter, decay.penalty(h));
            return Math.sqrt(kernels.sumOfSquares(sum));
        } finally {
            sum.release();
        }
    }
}
