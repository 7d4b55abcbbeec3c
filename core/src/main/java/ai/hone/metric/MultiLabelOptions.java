package ai.hone.metric;

/** Settings of multi-label figures that are averaged over labels, such as {@link MultiLabelMetrics#f1ScoreMulti}. */
public final class MultiLabelOptions {
    Average average = Average.MACRO;
    double threshold = 0.5;
    boolean sigmoid = true;

    MultiLabelOptions() {}

    /** Over the labels: MICRO, MACRO or WEIGHTED; default MACRO. */
    public MultiLabelOptions average(Average how) {
        average = Require.notBinary("multi-label average", how);
        return this;
    }

    /** From which output on a label is predicted; default 0.5. */
    public MultiLabelOptions threshold(double from) {
        threshold = from;
        return this;
    }

    /** Whether outputs pass a sigmoid before they meet the threshold; default true. */
    public MultiLabelOptions sigmoid(boolean on) {
        sigmoid = on;
        return this;
    }

    Threshold at(String metric) {
        return new Threshold(Require.threshold(metric, threshold, sigmoid), sigmoid, false);
    }
}
