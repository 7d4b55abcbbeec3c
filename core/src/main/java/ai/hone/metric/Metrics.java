package ai.hone.metric;

import ai.hone.tensor.Tensor;
import java.util.function.Consumer;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Makes metrics of one class per item, and metrics of one's own; meant for static import. Every item of the pass weighs the same, whatever the size of
 * its batch. Predictions are raw outputs [N, C], targets INT64 class indices [N].
 *
 * <p>Definitions and column names follow scikit-learn, which tests compare them with. The class predicted is the one with the largest output, of
 * equal ones the first. Figures of scikit-learn's kind are NaN if an output is no number. Adding a batch of another shape, or a target that is no
 * class, throws a {@link ai.hone.tensor.ShapeException}.
 *
 * @see MultiLabelMetrics
 * @see RegressionMetrics
 * @see SegmentationMetrics
 */
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

    /** The mean over classes of their recall; classes that are no target are left out. */
    public static Metric balancedAccuracy() {
        return confusion("balanced_accuracy_score", c -> c.balancedAccuracy(false));
    }

    /** {@link #balancedAccuracy()} so scaled that chance is 0 and perfection 1; NaN if there is one class only. */
    public static Metric adjustedBalancedAccuracy() {
        return confusion("balanced_accuracy_score", c -> c.balancedAccuracy(true));
    }

    /** {@link #cohenKappa(Consumer)} with every confusion counting the same. */
    public static Metric cohenKappa() {
        return cohenKappa(o -> {});
    }

    /**
     * Agreement beyond chance (Cohen 1960): 1 − Σ w·observed / Σ w·expected; NaN if targets and predictions are all one class. With weights, the
     * distance is that of class indices, also where a class between them never occurs.
     */
    public static Metric cohenKappa(Consumer<KappaOptions> options) {
        KappaOptions o = new KappaOptions();
        options.accept(o);
        KappaWeights weights = o.weights;
        int[] labels = o.labels;
        return labels == null
                ? confusion("cohen_kappa_score", c -> c.cohenKappa(weights))
                : new ConfusionMetric(
                        "cohen_kappa_score",
                        true,
                        ConfusionMetric.highest(labels),
                        c -> c.of(labels).cohenKappa(weights));
    }

    /** The share of items predicted wrongly; lower is better. */
    public static Metric hammingLoss() {
        return new ConfusionMetric("hamming_loss", false, ConfusionMetric.Demand.NOTHING, Confusion::hammingLoss);
    }

    /** Matthews' correlation of targets and predictions, for any number of classes (Gorodkin 2004); 0 where one of them is all one class. */
    public static Metric matthewsCorrelation() {
        return confusion("matthews_corrcoef", Confusion::matthewsCorrelation);
    }

    /** {@link #f1Score(Consumer)} of class 1 of two. */
    public static Metric f1Score() {
        return f1Score(o -> {});
    }

    /** The harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN); 0 where that is 0/0. */
    public static Metric f1Score(Consumer<ClassScoreOptions> options) {
        return score("f1Score", "f1_score", Overlap.fBeta(1), options);
    }

    /** {@link #fBeta(double, Consumer)} of class 1 of two. */
    public static Metric fBeta(double beta) {
        return fBeta(beta, o -> {});
    }

    /** (1 + β²)·precision·recall / (β²·precision + recall): recall weighs β times as much as precision. 0 where it is 0/0. */
    public static Metric fBeta(double beta, Consumer<ClassScoreOptions> options) {
        return score("fBeta", "fbeta_score", Overlap.fBeta(beta), options);
    }

    /** {@link #precision(Consumer)} of class 1 of two. */
    public static Metric precision() {
        return precision(o -> {});
    }

    /** The share that was right of what was predicted as a class, TP / (TP + FP); 0 for a class never predicted. */
    public static Metric precision(Consumer<ClassScoreOptions> options) {
        return score("precision", "precision_score", Overlap.PRECISION, options);
    }

    /** {@link #recall(Consumer)} of class 1 of two. */
    public static Metric recall() {
        return recall(o -> {});
    }

    /** The share of a class's items that was found, TP / (TP + FN); 0 for a class that is no target. */
    public static Metric recall(Consumer<ClassScoreOptions> options) {
        return score("recall", "recall_score", Overlap.RECALL, options);
    }

    /** {@link #jaccard(Consumer)} of class 1 of two. */
    public static Metric jaccard() {
        return jaccard(o -> {});
    }

    /** Intersection over union of a class's targets and predictions, TP / (TP + FP + FN); 0 where that is 0/0. */
    public static Metric jaccard(Consumer<ClassScoreOptions> options) {
        return score("jaccard", "jaccard_score", Overlap.JACCARD, options);
    }

    /**
     * The mean squared distance of softmax probabilities from what happened (Brier 1950): (p − y)² for two classes, Σ over classes for more. Lower is
     * better. (fastai scores the predicted class instead of its probability, which makes it the error rate.)
     */
    public static Metric brierScore() {
        return new BrierScore("brier_score_loss");
    }

    /** Σ (Rₙ − Rₙ₋₁)·Pₙ over the thresholds of softmax's column 1, for two classes; 0 without an item of class 1. */
    public static Metric averagePrecisionBinary() {
        return new RankMetric("average_precision_score", true, s -> s.binary().averagePrecision());
    }

    /** The area under the ROC curve of softmax's column 1, for two classes; NaN if one of them is no target. */
    public static Metric rocAucBinary() {
        return new RankMetric("roc_auc_score", true, s -> s.binary().rocAuc());
    }

    /** The area up to a false-positive rate, scaled so that chance is 0.5 and perfection 1 (McClish 1989).
     *  @param maxFalsePositiveRate above 0, up to 1 */
    public static Metric rocAucBinary(double maxFalsePositiveRate) {
        if (!(maxFalsePositiveRate > 0 && maxFalsePositiveRate <= 1)) {
            throw new IllegalArgumentException(
                    "rocAucBinary: expected a false-positive rate above 0, up to 1, but received "
                            + maxFalsePositiveRate + ". 1 is the whole curve.");
        }
        return new RankMetric("roc_auc_score", true, s -> s.binary().rocAuc(maxFalsePositiveRate));
    }

    /** {@link #rocAuc(Consumer)}: each class against the rest, plain mean. */
    public static Metric rocAuc() {
        return rocAuc(o -> {});
    }

    /**
     * The area under the ROC curve of softmax outputs, over any number of classes. ONE_VS_REST is NaN if a class is no target (but for MICRO);
     * ONE_VS_ONE leaves such a class out.
     */
    public static Metric rocAuc(Consumer<RocAucOptions> options) {
        RocAucOptions o = new RocAucOptions();
        options.accept(o);
        MultiClass how = o.checked().multiClass;
        Average average = o.average;
        return new RankMetric("roc_auc_score", false, s -> s.rocAuc(how, average));
    }

    /** e to the mean cross-entropy: predictions are [N, C] or [N, T, C], targets INT64 [N] or [N, T]; lower is better. */
    public static Metric perplexity() {
        return new Perplexity("perplexity");
    }

    /**
     * A metric of one's own: a figure of each batch, averaged with batches weighted by their items.
     * {@code averaged("bias", (p, t) -> p.sub(t).mean().itemDouble())}. What the lambda makes is freed after each batch.
     */
    public static Metric averaged(String name, ToDoubleBiFunction<Tensor, Tensor> figure) {
        return new AveragedMetric(Require.name("averaged", name), true, figure);
    }

    /**
     * A metric of one's own: a figure of all predictions and all targets of a pass, both flattened to the heap. Its {@link Metric#lowerIsBetter()} turns
     * the direction.
     */
    public static Metric accumulated(String name, ToDoubleBiFunction<float[], float[]> figure) {
        return new AccumulatedMetric(Require.name("accumulated", name), figure);
    }

    private static Metric confusion(String name, ToDoubleFunction<Confusion> figure) {
        return new ConfusionMetric(name, true, ConfusionMetric.Demand.NOTHING, figure);
    }

    private static Metric score(String factory, String name, Overlap overlap, Consumer<ClassScoreOptions> options) {
        ClassScoreOptions o = new ClassScoreOptions();
        options.accept(o);
        int positive = o.checked(factory).positive;
        Average average = o.average;
        int[] labels = o.labels;
        if (average == Average.BINARY) {
            return new ConfusionMetric(
                    name,
                    true,
                    ConfusionMetric.twoClasses(factory),
                    c -> LabelCounts.of(c, positive).average(average, overlap));
        }
        return labels == null
                ? confusion(name, c -> LabelCounts.ofSeen(c).average(average, overlap))
                : new ConfusionMetric(
                        name,
                        true,
                        ConfusionMetric.highest(labels),
                        c -> LabelCounts.of(c, labels).average(average, overlap));
    }
}
