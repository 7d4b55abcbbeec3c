package ai.hone.optim;

import ai.hone.tensor.Kernels.Update;
import ai.hone.tensor.Storage;
import java.util.List;

/**
 * Quasi-hyperbolic Adam (Ma &amp; Yarats 2019): a step between {@link Adam}'s moments and this gradient alone. With m and v as Adam has them,
 * m̂ = m/(1−β1^t) and v̂ = v/(1−β2^t), p ← p·(1 − lr·wd) − lr·((1−ν1)·g + ν1·m̂)/(√((1−ν2)·g² + ν2·v̂) + ε).
 *
 * @param meanWeight ν1
 * @param squaredWeight ν2
 */
public record QhAdam(
        double momentum,
        double squaredMomentum,
        double meanWeight,
        double squaredWeight,
        double epsilon,
        double weightDecay,
        Decay decay)
        implements UpdateRule {
    /** @throws IllegalArgumentException if a momentum is outside [0, 1), a weight outside [0, 1], or another number below 0 */
    public QhAdam {
        Require.average("QhAdam", "momentum", momentum);
        Require.average("QhAdam", "squaredMomentum", squaredMomentum);
        Require.fraction("QhAdam", "meanWeight", meanWeight);
        Require.fraction("QhAdam", "squaredWeight", squaredWeight);
        Require.epsilon("QhAdam", epsilon);
        Require.weightDecay("QhAdam", weightDecay);
    }

    /** β1 0.999 (a fit schedules it), β2 0.999, ν1 0.7, ν2 1, ε 1e-8, no weight decay: fastai's defaults. */
    public QhAdam() {
        this(0.999, 0.999, 0.7, 1, 1e-8, 0, Decay.DECOUPLED);
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
        Step update = new Step(
                h.momentum(),
                squaredMomentum,
                meanWeight / (1 - Math.pow(h.momentum(), step)),
                1 - meanWeight,
                squaredWeight / (1 - Math.pow(squaredMomentum, step)),
                1 - squaredWeight,
                epsilon,
                decay.factor(h),
                decay.penalty(h),
                h.learningRate());
        parameter.kernels().update(parameter, gradient, state, update);
    }

    /** @param ofMean what m counts in the numerator
     * @param ofGradient what g counts there
     * @param ofSquared what v counts under the root
     * @param ofSquare what g² counts there */
    private record Step(
            double beta1,
            double beta2,
            double ofMean,
            double ofGradient,
            double ofSquared,
            double ofSquare,
            double epsilon,
            double factor,
            double penalty,
            double lr)
            implements Update {
        @Override
        public void apply(float[] p, float[] gradient, float[][] state, int count) {
            average(p, gradient, state[0], state[1], count);
            descend(p, gradient, state[0], state[1], count);
        }

        private void average(float[] p, float[] gradient, float[] m, float[] v, int count) {
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float c1 = (float) (1 - beta1);
            float c2 = (float) (1 - beta2);
            float l2 = (float) penalty;
            for (int i = 0; i < count; i++) {
                float g = gradient[i] + l2 * p[i];
                m[i] = b1 * m[i] + c1 * g + TINY - TINY;
                v[i] = b2 * v[i] + c2 * g * g + TINY - TINY;
            }
        }

        /** A loop of its own: measured on a JDK 17, one loop for all takes over twice as long. */
        private void descend(float[] p, float[] gradient, float[] m, float[] v, int count) {
            float m1 = (float) ofMean;
            float g1 = (float) ofGradient;
            float v2 = (float) ofSquared;
            float g2 = (float) ofSquare;
            float add = (float) epsilon;
            float keep = (float) factor;
            float l2 = (float) penalty;
            float rate = (float) lr;
            for (int i = 0; i < count; i++) {
                float g = gradient[i] + l2 * p[i];
                float root = (float) Math.sqrt(g2 * g * g + v2 * v[i]);
                p[i] = p[i] * keep - rate * (g1 * g + m1 * m[i]) / (root + add);
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
                double root = Math.sqrt(ofSquare * g * g + ofSquared * v[i]);
                p[i] = p[i] * factor - lr * (ofGradient * g + ofMean * m[i]) / (root + epsilon);
            }
        }
    }
}
