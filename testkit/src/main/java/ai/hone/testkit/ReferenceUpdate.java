package ai.hone.testkit;

import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Kernels.SgdStep;
import org.jspecify.annotations.Nullable;

/** Optimiser steps, in place. */
final class ReferenceUpdate {
    private ReferenceUpdate() {}

    /** Decoupled weight decay first, then the step with corrected moments (Loshchilov & Hutter 2019). */
    static void adam(double[] p, double[] g, double[] m, double[] v, AdamStep step) {
        double meanBias = 1 - Math.pow(step.beta1(), (double) step.step());
        double squaredBias = 1 - Math.pow(step.beta2(), (double) step.step());
        for (int i = 0; i < p.length; i++) {
            m[i] = step.beta1() * m[i] + (1 - step.beta1()) * g[i];
            v[i] = step.beta2() * v[i] + (1 - step.beta2()) * g[i] * g[i];
            double root = Math.sqrt(v[i] / squaredBias) + step.epsilon();
            p[i] = p[i] * (1 - step.lr() * step.weightDecay()) - step.lr() / meanBias * m[i] / root;
        }
    }

    static void sgd(double[] p, double[] g, double @Nullable [] momentum, SgdStep step) {
        for (int i = 0; i < p.length; i++) {
            double direction = g[i];
            if (momentum != null) {
                momentum[i] = step.momentum() * momentum[i] + g[i];
                direction = momentum[i];
            }
            p[i] = p[i] * (1 - step.lr() * step.weightDecay()) - step.lr() * direction;
        }
    }
}
