package ai.hone.optim;

import ai.hone.tensor.Kernels.Update;

/**
 * g ← g + penalty·p; m ← β1·m + (1−β1)·g; v ← β2·v + (1−β2)·g²; p ← p·factor − size·m/(√(v·correction) + ε), over state m, v.
 * A factor of 0 and a size below 0 leave the direction itself in p.
 */
record AdamUpdate(
        double beta1, double beta2, double epsilon, double factor, double penalty, double size, double correction)
        implements Update {

    @Override
    public void apply(float[] p, float[] gradient, float[][] state, int count) {
        apply(p, gradient, state[0], state[1], count);
    }

    private void apply(float[] p, float[] gradient, float[] m, float[] v, int count) {
        float b1 = (float) beta1;
        float b2 = (float) beta2;
        float c1 = (float) (1 - beta1);
        float c2 = (float) (1 - beta2);
        float add = (float) epsilon;
        float keep = (float) factor;
        float l2 = (float) penalty;
        float rate = (float) size;
        float correct = (float) correction;
        for (int i = 0; i < count; i++) {
            float g = gradient[i] + l2 * p[i];
            float mean = b1 * m[i] + c1 * g + TINY - TINY;
            float squared = b2 * v[i] + c2 * g * g + TINY - TINY;
            m[i] = mean;
            v[i] = squared;
            p[i] = p[i] * keep - rate * mean / ((float) Math.sqrt(squared * correct) + add);
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
            p[i] = p[i] * factor - size * m[i] / (Math.sqrt(v[i] * correction) + epsilon);
        }
    }
}
