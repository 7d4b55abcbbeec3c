package ai.hone.train;

/** Settings of {@link Learner#fineTune}. */
public final class FineTuneOptions {
    int freezeEpochs = 1;
    double divisor = 100;
    boolean reuseFeatures;
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

    /**
     * Whether the frozen phase computes what the body makes of each item once, before its first epoch, and trains the head on that; default false.
     * The numbers are the same but for rounding; an epoch costs next to nothing. It happens if there are several {@link #freezeEpochs}; the model is a
     * {@link BodyAndHead}, as vision's are; nothing of the body is trained, so {@code trainBatchNorm(false)}; and every
     * transform is {@code repeatable()}: no augmentation, and resizing by {@code SQUISH}, as cropping and padding draw places. Otherwise, or
     * if the features took more than a quarter of the heap (4 KiB an item for ResNet-18 and 34, 16 KiB for ResNet-50), the phase is the ordinary one and the log says why.
     * In this phase callbacks see features as the batch's inputs. A body with layers of your own that draw at random does not fit.
     */
    public FineTuneOptions reuseFeatures(boolean on) {
        reuseFeatures = on;
        return this;
    }

    public FineTuneOptions callbacks(Callback... list) {
        callbacks = list;
        return this;
    }
}
