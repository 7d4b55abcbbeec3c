package ai.hone.metric;

import org.jspecify.annotations.Nullable;

/** Settings of {@link Metrics#cohenKappa}. */
public final class KappaOptions {
    KappaWeights weights = KappaWeights.NONE;
    int @Nullable [] labels;

    KappaOptions() {}

    /** How much a confusion counts; default NONE, all the same. */
    public KappaOptions weights(KappaWeights how) {
        weights = how;
        return this;
    }

    /** The classes looked at, in the order in which their distance is counted; items with another target or prediction are left out. Default all. */
    public KappaOptions labels(int... classes) {
        labels = Require.labels("labels", classes);
        return this;
    }
}
