package ai.hone.metric;

import java.util.function.Consumer;

/**
 * Makes metrics of any number of labels per item; meant for static import. Predictions are raw outputs [N, L], targets [N, L] of 0 and 1 in any type.
 *
 * <p>Unless told otherwise an output passes a sigmoid, and a label is predicted from 0.5 on. Averages are over all L labels, also those that never
 * occur. Definitions and column names follow scikit-learn; every figure is NaN if an output is no number. Adding a batch of another shape, or a target
 * other than 0 and 1, throws a {@link ai.hone.tensor.ShapeException}.
 */
public final class MultiLabelMetrics {
    private MultiLabelMetrics() {}

    /** {@link #accuracyMulti(Consumer)} at 0.5. */
    public static Metric accuracyMulti() {
        return accuracyMulti(o -> {});
    }

    /** The share of items' labels answered rightly. A label is predicted above the threshold, not at it. */
    public static Metric accuracyMulti(Consumer<ThresholdOptions> options) {
        return new LabelMetric(
                "accuracy_multi", true, threshold("accuracyMulti", true, options), LabelCounts::accuracy);
    }

    /** {@link #hammingLossMulti(Consumer)} from 0.5 on. */
    public static Metric hammingLossMulti() {
        return hammingLossMulti(o -> {});
    }

    /** The share of items' labels answered wrongly; lower is better. */
    public static Metric hammingLossMulti(Consumer<ThresholdOptions> options) {
        return new LabelMetric(
                "hamming_loss", false, threshold("hammingLossMulti", false, options), LabelCounts::hammingLoss);
    }

    /** {@link #matthewsCorrelationMulti(Consumer)} from 0.5 on. */
    public static Metric matthewsCorrelationMulti() {
        return matthewsCorrelationMulti(o -> {});
    }

    /** Matthews' correlation of all answers, taken as one question; 0 where targets or answers are all the same. */
    public static Metric matthewsCorrelationMulti(Consumer<ThresholdOptions> options) {
        return new LabelMetric(
                "matthews_corrcoef",
                true,
                threshold("matthewsCorrelationMulti", false, options),
                LabelCounts::matthewsCorrelation);
    }

    /** {@link #f1ScoreMulti(Consumer)} from 0.5 on, plain mean over labels. */
    public static Metric f1ScoreMulti() {
        return f1ScoreMulti(o -> {});
    }

    /** The harmonic mean of precision and recall; 0 where that is 0/0. */
    public static Metric f1ScoreMulti(Consumer<MultiLabelOptions> options) {
        return score("f1ScoreMulti", "f1_score", Overlap.fBeta(1), options);
    }

    /** {@link #fBetaMulti(double, Consumer)} from 0.5 on, plain mean over labels. */
    public static Metric fBetaMulti(double beta) {
        return fBetaMulti(beta, o -> {});
    }

    /** (1 + β²)·precision·recall / (β²·precision + recall): recall weighs β times as much as precision. 0 where it is 0/0. */
    public static Metric fBetaMulti(double beta, Consumer<MultiLabelOptions> options) {
        return score("fBetaMulti", "fbeta_score", Overlap.fBeta(beta), options);
    }

    /** {@link #precisionMulti(Consumer)} from 0.5 on, plain mean over labels. */
    public static Metric precisionMulti() {
        return precisionMulti(o -> {});
    }

    /** The share that was right of a label's predictions; 0 for a label never predicted. */
    public static Metric precisionMulti(Consumer<MultiLabelOptions> options) {
        return score("precisionMulti", "precision_score", Overlap.PRECISION, options);
    }

    /** {@link #recallMulti(Consumer)} from 0.5 on, plain mean over labels. */
    public static Metric recallMulti() {
        return recallMulti(o -> {});
    }

    /** The share of a label's items that was found; 0 for a label that no item has. */
    public static Metric recallMulti(Consumer<MultiLabelOptions> options) {
        return score("recallMulti", "recall_score", Overlap.RECALL, options);
    }

    /** {@link #jaccardMulti(Consumer)} from 0.5 on, plain mean over labels. */
    public static Metric jaccardMulti() {
        return jaccardMulti(o -> {});
    }

    /** Intersection over union of a label's targets and predictions; 0 where that is 0/0. */
    public static Metric jaccardMulti(Consumer<MultiLabelOptions> options) {
        return score("jaccardMulti", "jaccard_score", Overlap.JACCARD, options);
    }

    /** The mean of (sigmoid − y)² over items and labels; lower is better. */
    public static Metric brierScoreMulti() {
        return new LabelBrierScore("brier_score_loss");
    }

    /** {@link #averagePrecisionMulti(Average)} with the plain mean over labels. */
    public static Metric averagePrecisionMulti() {
        return averagePrecisionMulti(Average.MACRO);
    }

    /** Σ (Rₙ − Rₙ₋₁)·Pₙ over the thresholds of each label's outputs; 0 for a label that no item has.
     *  @param average MICRO, MACRO or WEIGHTED */
    public static Metric averagePrecisionMulti(Average average) {
        Require.notBinary("averagePrecisionMulti", average);
        return new LabelRankMetric("average_precision_score", s -> s.averagePrecision(average));
    }

    /** {@link #rocAucMulti(Average)} with the plain mean over labels. */
    public static Metric rocAucMulti() {
        return rocAucMulti(Average.MACRO);
    }

    /** The area under the ROC curve of each label's outputs; NaN if all items or none have one of the labels.
     *  @param average MICRO, MACRO or WEIGHTED */
    public static Metric rocAucMulti(Average average) {
        Require.notBinary("rocAucMulti", average);
        return new LabelRankMetric("roc_auc_score", s -> s.rocAuc(average));
    }

    private static Threshold threshold(String factory, boolean strict, Consumer<ThresholdOptions> options) {
        ThresholdOptions o = new ThresholdOptions();
        options.accept(o);
        return o.at(factory, strict);
    }

    private static Metric score(String factory, String name, Overlap overlap, Consumer<MultiLabelOptions> options) {
        MultiLabelOptions o = new MultiLabelOptions();
        options.accept(o);
        Average average = o.average;
        return new LabelMetric(name, true, o.at(factory), c -> c.average(average, overlap));
    }
}
