package ai.hone.metric;

/** Settings of multi-label figures over all labels at once, such as {@link MultiLabelMetrics#accuracyMulti}. */
public final class ThresholdOptions {
    double threshold = 0.5;
    boolean sigmoid = true;

    ThresholdOptions() {}

    /** The output that parts the labels; default 0.5. */
    public ThresholdOptions threshold(double at) {
        threshold = at;
        return this;
    }

    /** Whether outputs pass a sigmoid before they meet the threshold; default true. */
    public ThresholdOptions sigmoid(boolean on) {
        sigmoid = on;
        return this;
    }

    Threshold at(String metric, boolean strict) {
        return new Threshold(Require.threshold(metric, threshold, sigmoid), sigmoid, strict);
    }
}
