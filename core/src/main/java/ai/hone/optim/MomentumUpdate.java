package ai.hone.optim;

import ai.hone.tensor.Kernels.Update;

/** g ← g + penalty·p; a ← momentum·a + g; p ← p·factor − size·a over state a; without state a is g. */
record MomentumUpdate(double momentum, double factor, double penalty, double size) implements Update {

    @Override
    public void apply(float[] p, float[] gradient, float[][] state, int count) {
        if (state.length > 0) {
            accumulate(p, gradient, state[0], count);
        } else {
            descend(p, gradient, count);
        }
    }

    private void accumulate(float[] p, float[] gradient, float[] a, int count) {
        float m = (float) momentum;
        float keep = (float) factor;
        float l2 = (float) penalty;
        float rate = (float) size;
        for (int i = 0; i < count; i++) {
            float average = m * a[i] + (gradient[i] + l2 * p[i]) + TINY - TINY;
            a[i] = average;
            p[i] = p[i] * keep - rate * average;
        }
    }

    private void descend(float[] p, float[] gradient, int count) {
        float keep = (float) factor;
        float l2 = (float) penalty;
        float rate = (float) size;
        for (int i = 0; i < count; i++) {
            p[i] = p[i] * keep - rate * (gradient[i] + l2 * p[i]);
        }
    }

    @Override
    public void apply(double[] p, double[] gradient, double[][] state, int count) {
        for (int i = 0; i < count; i++) {
            double direction = gradient[i] + penalty * p[i];
            if (state.length > 0) {
                direction += momentum * state[0][i];
                state[0][i] = direction;
            }
            p[i] = p[i] * factor - size * direction;
        }
    }
}
