package ai.hone.optim;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.Update;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * Rectified Adam (Liu et al. 2020): m and v as {@link Adam} has them; with ρ∞ = 2/(1−β2) − 1 and ρ = ρ∞ − 2t·β2^t/(1−β2^t),
 * p ← p·(1 − lr·wd) − lr·r/(1−β1^t) · m/d where ρ &gt; 5, with r = √((ρ−4)(ρ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρ)) and d = √(v/(1−β2^t)) + ε,
 * and p ← p·(1 − lr·wd) − lr/(1−β1^t) · m before: the variance of so few gradients says little. With β2 0.99 that is up to step 5.
 * A beta other than 0 smooths d to softplus(d) = ln(1 + e^(beta·d))/beta (Tong et al. 2019).
 */
public record RAdam(
        double momentum, double squaredMomentum, double epsilon, double weightDecay, double beta, Decay decay)
        implements UpdateRule {
    /** @throws IllegalArgumentException if a momentum is outside [0, 1), or another number is below 0 */
    public RAdam {
        Require.average("RAdam", "momentum", momentum);
        Require.average("RAdam", "squaredMomentum", squaredMomentum);
        Require.epsilon("RAdam", epsilon);
        Require.weightDecay("RAdam", weightDecay);
        Require.notNegative("RAdam", "beta", beta, "0 leaves the denominator as it is; 50 is common.");
    }

    /** With {@linkplain Decay#DECOUPLED decoupled} weight decay and a beta of 0. */
    public RAdam(double momentum, double squaredMomentum, double epsilon, double weightDecay) {
        this(momentum, squaredMomentum, epsilon, weightDecay, 0, Decay.DECOUPLED);
    }

    /** β1 0.9 (a fit schedules it), β2 0.99, ε 1e-5, no weight decay, beta 0: fastai's defaults. */
    public RAdam() {
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
    public void step(Storage parameter, Storage gradient, List<Storage> state, Hypers h, long step) {
        Kernels kernels = parameter.kernels();
        double b1 = h.momentum();
        double b2 = squaredMomentum;
        double size = h.learningRate() / (1 - Math.pow(b1, step));
        double correction = 1 / (1 - Math.pow(b2, step));
        double rectification = rectification(step);
        if (rectification > 0 && beta == 0) {
            AdamUpdate update = new AdamUpdate(
                    b1, b2, epsilon, decay.factor(h), decay.penalty(h), size * rectification, correction);
            kernels.update(parameter, gradient, state, update);
        } else if (rectification > 0) {
            Smooth update = new Smooth(
                    b1, b2, epsilon, beta, decay.factor(h), decay.penalty(h), size * rectification, correction);
            kernels.update(parameter, gradient, state, update);
        } else {
            kernels.update(parameter, gradient, state, new Early(b1, b2, decay.factor(h), decay.penalty(h), size));
        }
    }

    /** ρ∞ − 2t·β2^t/(1−β2^t): about how many gradients the mean of squares stands on at step t. */
    double length(long step) {
        double power = Math.pow(squaredMomentum, step);
        return 2 / (1 - squaredMomentum) - 1 - 2 * step * power / (1 - power);
    }

    /** r, or 0 where ρ is 5 or less. */
    private double rectification(long step) {
        double most = 2 / (1 - squaredMomentum) - 1;
        double length = length(step);
        return length > 5 ? Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)) : 0;
    }

    /** Moments as always, and a step by the mean alone. */
    private record Early(double beta1, double beta2, double factor, double penalty, double size) implements Update {
        @Override
        public void apply(float[] p, float[] gradient, float[][] state, int count) {
            apply(p, gradient, state[0], state[1], count);
        }

        private void apply(float[] p, float[] gradient, float[] m, float[] v, int count) {
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float c1 = (float) (1 - beta1);
            float c2 = (float) (1 - beta2);
            float keep = (float) factor;
            float l2 = (float) penalty;
            float rate = (float) size;
            for (int i = 0; i < count; i++) {
                float g = gradient[i] + l2 * p[i];
                float mean = b1 * m[i] + c1 * g + TINY - TINY;
                v[i] = b2 * v[i] + c2 * g * g + TINY - TINY;
                m[i] = mean;
                p[i] = p[i] * keep - rate * mean;
            }
        }

        @Override
        public void apply(double[] p, double[] gradient, double[][] state, int count) {
            double[] m = state[0];
            double[] v = state[1];
            for (int i = 0; i < count; i++) {
                double g = gradient[i] + penalty * p[i];
                m[i] = beta1 * m[i] + (1 - beta1) * g;
                v[i] = beta2 * v[i] + (1 - beta2) * g * g;
                p[i] = p[i] * factor - size * m[i];
            }
        }
    }

    /** The rectified step with a smoothed denominator. Its exponentials do not vectorise: it is several times slower than without. */
    private record Smooth(
            double beta1,
            double beta2,
            double epsilon,
            double beta,
            double factor,
            double penalty,
            double size,
            double correction)
            implements Update {
        /** PyTorch's: above it the softplus is its argument. */
        private static final double LINEAR = 20;

        @Override
        public void apply(float[] p, float[] gradient, float[][] state, int count) {
            float[] m = state[0];
            float[] v = state[1];
            for (int i = 0; i < count; i++) {
                double g = gradient[i] + penalty * p[i];
                m[i] = (float) (beta1 * m[i] + (1 - beta1) * g) + TINY - TINY;
                v[i] = (float) (beta2 * v[i] + (1 - beta2) * g * g) + TINY - TINY;
                p[i] = (float) (p[i] * factor - size * m[i] / denominator(v[i]));
            }
        }

        @Override
        public void apply(double[] p, double[] gradient, double[][] state, int count) {
            double[] m = state[0];
            double[] v = state[1];
            for (int i = 0; i < count; i++) {
                double g = gradient[i] + penalty * p[i];
                m[i] = beta1 * m[i] + (1 - beta1) * g;
                v[i] = beta2 * v[i] + (1 - beta2) * g * g;
                p[i] = p[i] * factor - size * m[i] / denominator(v[i]);
            }
        }

        private double denominator(double squared) {
            double d = Math.sqrt(squared * correction) + epsilon;
            return beta * d > LINEAR ? d : Math.log1p(Math.exp(beta * d)) / beta;
        }
    }
}
