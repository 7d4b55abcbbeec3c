package ai.hone.metric;

/** Makes metrics; meant for static import. Every item of the pass weighs the same, whatever the size of its batch. */
public final class Metrics {
    private Metrics() {}

    /** The share of items whose target has the largest output: predictions are [N, C], targets INT64 [N]. */
    public static Metric accuracy() {
        return new TopK("accuracy", 1);
    }

    /** 1 − {@link #accuracy()}; lower is better. */
    public static Metric errorRate() {
        return new Complement("error_rate", accuracy());
    }

    /** The share of items whose target is among the 5 largest outputs. */
    public static Metric topKAccuracy() {
        return topKAccuracy(5);
    }

    /** The share of items whose target is among the k largest outputs: predictions are [N, C], targets INT64 [N]. With C ≤ k it is 1. */
    public static Metric topKAccuracy(int k) {
        if (k < 1) {
            throw new IllegalArgumentException(
                    "topKAccuracy: expected k of 1 or more but received " + k + ". k = 1 is accuracy.");
        }
        return new TopK("top_" + k + "_accuracy", k);
    }
}
