package ai.hone.train;

/** Settings of {@link Learner#fineTune}. */
public final class FineTuneOptions {
    int freezeEpochs = 1;
    double divisor = 100;
    Callback[] callbacks = {};

    FineTuneOptions() {}

    /** Epochs with the body frozen; default 1. */
    public FineTuneOptions freezeEpochs(int value) {
        freezeEpochs = value;
        return this;
    }

    /** The first layers' rate is the head's divided by this; default 100. */
    public FineTuneOptions rateDivisor(double value) {
        divisor = value;
        return this;
    }

    public FineTuneOptions callbacks(Callback... list) {
        callbacks = list;
        return this;
    }
}
