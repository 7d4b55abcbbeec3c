package ai.hone.metric;

/** How much a confusion of two classes counts in {@link Metrics#cohenKappa}. */
public enum KappaWeights {
    /** Every confusion counts 1. */
    NONE,
    /** The distance of the classes' places. */
    LINEAR,
    /** The square of that distance. */
    QUADRATIC;

    double of(int distance) {
        return switch (this) {
            case NONE -> distance == 0 ? 0 : 1;
            case LINEAR -> Math.abs(distance);
            case QUADRATIC -> (double) distance * distance;
        };
    }
}
