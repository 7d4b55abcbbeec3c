package ai.hone.optim;

import ai.hone.tensor.Kernels.Update;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * RMSProp (Hinton 2012) as fastai has it, without bias correction: q ← β2·q + (1−β2)·g²; a ← momentum·a + g;
 * p ← p·(1 − lr·wd) − lr·a/(√q + ε). With a momentum of 0 a is g: there is no array, and scheduling the momentum has no effect.
 */
public record RmsProp(double momentum, double squaredMomentum, double epsilon, double weightDecay, Decay decay)
        implements UpdateRule {
    /** @throws IllegalArgumentException if a momentum is outside [0, 1), or another number is below 0 */
    public RmsProp {
        Require.average("RmsProp", "momentum", momentum);
        Require.average("RmsProp", "squaredMomentum", squaredMomentum);
        Require.epsilon("RmsProp", epsilon);
        Require.weightDecay("RmsProp", weightDecay);
    }

    /** With {@linkplain Decay#DECOUPLED decoupled} weight decay. */
    public RmsProp(double momentum, double squaredMomentum, double epsilon, double weightDecay) {
        this(momentum, squaredMomentum, epsilon, weightDecay, Decay.DECOUPLED);
    }

    /** No momentum, β2 0.99, ε 1e-8, no weight decay: fastai's defaults. */
    public RmsProp() {
        this(0, 0.99, 1e-8, 0);
    }

    @Override
    public List<String> slots() {
        return momentum == 0 ? List.of("squared") : List.of("squared", "momentum");
    }

    @Override
    public Hypers defaults() {
        return new Hypers(1e-3, momentum, weightDecay);
    }

    @Override
    public void step(Storage parameter, Storage gradient, List<Storage> state, Hypers h, long step) {
        Step update =
                new Step(h.momentum(), squaredMomentum, epsilon, decay.factor(h), decay.penalty(h), h.learningRate());
        parameter.kernels().update(parameter, gradient, state, update);
    }

    private record Step(double momentum, double beta2, double epsilon, double factor, double penalty, double lr)
            implements Update {
        @Override
        public void apply(float[] p, float[] gradient, float[][] state, int count) {
            if (state.length > 1) {
                accumulate(p, gradient, state[0], state[1], count);
            } else {
                descend(p, gradient, state[0], count);
            }
        }

        private void accumulate(float[] p, float[] gradient, float[] q, float[] a, int count) {
            float m = (float) momentum;
            float b2 = (float) beta2;
            float c2 = (float) (1 - beta2);
            float add = (float) epsilon;
            float keep = (float) factor;
            float l2 = (float) penalty;
            float rate = (float) lr;
            for (int i = 0; i < count; i++) {
                float g = gradient[i] + l2 * p[i];
                float squared = b2 * q[i] + c2 * g * g + TINY - TINY;
                float average = m * a[i] + g + TINY - TINY;
                q[i] = squared;
                a[i] = average;
                p[i] = p[i] * keep - rate * average / ((float) Math.sqrt(squared) + add);
            }
        }

        private void descend(float[] p, float[] gradient, float[] q, int count) {
            float b2 = (float) beta2;
            float c2 = (float) (1 - beta2);
            float add = (float) epsilon;
            float keep = (float) factor;
            float l2 = (float) penalty;
            float rate = (float) lr;
            for (int i = 0; i < count; i++) {
                float g = gradient[i] + l2 * p[i];
                float squared = b2 * q[i] + c2 * g * g + TINY - TINY;
                q[i] = squared;
                p[i] = p[i] * keep - rate * g / ((float) Math.sqrt(squared) + add);
            }
        }

        @Override
        public void apply(double[] p, double[] gradient, double[][] state, int count) {
            double[] q = state[0];
            for (int i = 0; i < count; i++) {
                double g = gradient[i] + penalty * p[i];
                q[i] = beta2 * q[i] + (1 - beta2) * g * g;
                double direction = g;
                if (state.length > 1) {
                    direction += momentum * state[1][i];
                    state[1][i] = direction;
                }
                p[i] = p[i] * factor - lr * direction / (Math.sqrt(q[i]) + epsilon);
            }
        }
    }
}
