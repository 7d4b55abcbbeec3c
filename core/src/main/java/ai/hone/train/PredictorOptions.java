package ai.hone.train;

import ai.hone.tensor.Precision;
import ai.hone.tensor.Threads;

/** Settings of a predictor. */
public final class PredictorOptions {
    Precision precision = Precision.AUTO;
    int threads;

    PredictorOptions() {}

    /** What pictures' activations are kept and computed in; default {@link Precision#AUTO}. */
    public PredictorOptions precision(Precision value) {
        precision = value;
        return this;
    }

    /** How many processors one prediction uses; more than there are are cut to those there are. Default 0: see {@link Threads}; predictions that
     * run at once share. @throws IllegalArgumentException if negative */
    public PredictorOptions threads(int value) {
        threads = Threads.option(value, "predictor.threads");
        return this;
    }
}
