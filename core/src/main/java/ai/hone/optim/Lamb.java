package ai.hone.optim;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * LAMB (You et al. 2020), for large batches: {@link Adam}'s direction s = m̂/(√v̂ + ε), as long for each parameter as the parameter is large.
 * p ← p·(1 − lr·wd); ratio = RMS(p)/RMS(s), at most 10, and 1 if either is 0; p ← p − lr·ratio·s.
 */
public record Lamb(double momentum, double squaredMomentum, double epsilon, double weightDecay, Decay decay)
        implements UpdateRule {
    private static final double MOST = 10;

    /** @throws IllegalArgumentException if a momentum is outside [0, 1), or another number is below 0 */
    public Lamb {
        Require.average("Lamb", "momentum", momentum);
        Require.average("Lamb", "squaredMomentum", squaredMomentum);
        Require.epsilon("Lamb", epsilon);
        Require.weightDecay("Lamb", weightDecay);
    }

    /** With {@linkplain Decay#DECOUPLED decoupled} weight decay. */
    public Lamb(double momentum, double squaredMomentum, double epsilon, double weightDecay) {
        this(momentum, squaredMomentum, epsilon, weightDecay, Decay.DECOUPLED);
    }

    /** β1 0.9 (a fit schedules it), β2 0.99, ε 1e-5, no weight decay: fastai's defaults. */
    public Lamb() {
        this(0.9, 0.99, 1e-5, 0);
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
    public boolean perParameter() {
        return true;
    }

    @Override
    public void step(Storage parameter, Storage gradient, List<Storage> state, Hypers h, long step) {
        Kernels kernels = parameter.kernels();
        double size = -1 / (1 - Math.pow(h.momentum(), step));
        double correction = 1 / (1 - Math.pow(squaredMomentum, step));
        // The step's length is known only when all of its direction is.
        Storage direction = kernels.copy(parameter);
        try {
            kernels.update(
                    direction,
                    gradient,
                    state,
                    new AdamUpdate(h.momentum(), squaredMomentum, epsilon, 0, decay.penalty(h), size, correction));
            double factor = decay.factor(h);
            double large = factor * Math.sqrt(kernels.sumOfSquares(parameter));
            double ratio = ratio(large, Math.sqrt(kernels.sumOfSquares(direction)));
            kernels.update(parameter, direction, List.of(), new MomentumUpdate(0, factor, 0, h.learningRate() * ratio));
        } finally {
            direction.release();
        }
    }

    /** Of two arrays of one length, whose norms stand in for their root mean squares. */
    static double ratio(double parameter, double direction) {
        return parameter == 0 || direction == 0 ? 1 : Math.min(parameter / direction, MOST);
    }
}
