package ai.hone.optim;

/** How weight decay enters a step. Both come before everything else the step does. */
public enum Decay {
    /** Shrinks the parameter: p ← p·(1 − lr·wd) (Loshchilov &amp; Hutter 2019). fastai's default. */
    DECOUPLED,
    /** Adds the derivative of wd/2·‖p‖² to the gradient, so that averages and norms see it: g ← g + wd·p. */
    L2;

    /** What the parameter is multiplied by. */
    double factor(Hypers h) {
        return this == DECOUPLED ? 1 - h.learningRate() * h.weightDecay() : 1;
    }

    /** What part of the parameter is added to its gradient. */
    double penalty(Hypers h) {
        return this == L2 ? h.weightDecay() : 0;
    }
}
