package ai.hone.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all metrics keep to, and what goldens cannot say. */
final class MetricRulesTest {
    private static final List<Metric> CLASSES = List.of(
            Metrics.accuracy(),
            Metrics.errorRate(),
            Metrics.balancedAccuracy(),
            Metrics.cohenKappa(),
            Metrics.hammingLoss(),
            Metrics.matthewsCorrelation(),
            Metrics.f1Score(),
            Metrics.fBeta(2),
            Metrics.precision(),
            Metrics.recall(),
            Metrics.jaccard(),
            Metrics.brierScore(),
            Metrics.averagePrecisionBinary(),
            Metrics.rocAucBinary(),
            Metrics.rocAuc(),
            Metrics.perplexity());
    private static final List<Metric> LABELS = List.of(
            MultiLabelMetrics.accuracyMulti(),
            MultiLabelMetrics.hammingLossMulti(),
            MultiLabelMetrics.matthewsCorrelationMulti(),
            MultiLabelMetrics.f1ScoreMulti(),
            MultiLabelMetrics.fBetaMulti(2),
            MultiLabelMetrics.precisionMulti(),
            MultiLabelMetrics.recallMulti(),
            MultiLabelMetrics.jaccardMulti(),
            MultiLabelMetrics.brierScoreMulti(),
            MultiLabelMetrics.averagePrecisionMulti(),
            MultiLabelMetrics.rocAucMulti());
    private static final List<Metric> NUMBERS = List.of(
            RegressionMetrics.mse(),
            RegressionMetrics.mae(),
            RegressionMetrics.msle(),
            RegressionMetrics.rmse(),
            RegressionMetrics.expRmspe(),
            RegressionMetrics.explainedVariance(),
            RegressionMetrics.r2Score(),
            RegressionMetrics.pearsonCorrelation(),
            RegressionMetrics.spearmanCorrelation());
    private static final List<Metric> PIXELS = List.of(
            SegmentationMetrics.foregroundAccuracy(),
            SegmentationMetrics.dice(),
            SegmentationMetrics.diceMulti(),
            SegmentationMetrics.jaccardCoefficient(),
            SegmentationMetrics.jaccardCoefficientMulti());

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static double value(Metric metric, Tensor prediction, Tensor target) {
        Metric.Accumulator pass = metric.start();
        pass.add(prediction, target);
        return pass.value();
    }

    @Test
    void columnsAreFastais() {
        assertThat(CLASSES.stream().map(Metric::name))
                .containsExactly(
                        "accuracy",
                        "error_rate",
                        "balanced_accuracy_score",
                        "cohen_kappa_score",
                        "hamming_loss",
                        "matthews_corrcoef",
                        "f1_score",
                        "fbeta_score",
                        "precision_score",
                        "recall_score",
                        "jaccard_score",
                        "brier_score_loss",
                        "average_precision_score",
                        "roc_auc_score",
                        "roc_auc_score",
                        "perplexity");
        assertThat(LABELS.stream().map(Metric::name))
                .containsExactly(
                        "accuracy_multi",
                        "hamming_loss",
                        "matthews_corrcoef",
                        "f1_score",
                        "fbeta_score",
                        "precision_score",
                        "recall_score",
                        "jaccard_score",
                        "brier_score_loss",
                        "average_precision_score",
                        "roc_auc_score");
        assertThat(NUMBERS.stream().map(Metric::name))
                .containsExactly(
                        "mse",
                        "mae",
                        "msle",
                        "rmse",
                        "exp_rmspe",
                        "explained_variance_score",
                        "r2_score",
                        "pearsonr",
                        "spearmanr");
        assertThat(PIXELS.stream().map(Metric::name))
                .containsExactly("foreground_acc", "dice", "dice_multi", "jaccard_coeff", "jaccard_coeff_multi");
    }

    @Test
    void lessIsBetterForErrorsOnly() {
        assertThat(Stream.of(CLASSES, LABELS, NUMBERS, PIXELS)
                        .flatMap(List::stream)
                        .filter(m -> !m.higherIsBetter())
                        .map(Metric::name)
                        .distinct())
                .containsExactly(
                        "error_rate",
                        "hamming_loss",
                        "brier_score_loss",
                        "perplexity",
                        "mse",
                        "mae",
                        "msle",
                        "rmse",
                        "exp_rmspe");
    }

    @Test
    void nothingAndEmptyBatchesAreNan() {
        Tensor none = Tensor.of(new float[0], 0, 2);
        Tensor picture = Tensor.of(new float[0], 0, 2, 1, 1);
        Map<List<Metric>, List<Tensor>> empty = Map.of(
                CLASSES, List.of(none, Tensor.of(new long[0], 0)),
                LABELS, List.of(none, none),
                NUMBERS, List.of(none, none),
                PIXELS, List.of(picture, Tensor.of(new long[0], 0, 1, 1)));
        empty.forEach((metrics, batch) -> assertThat(metrics).allSatisfy(metric -> {
            assertThat(metric.start().value()).isNaN();
            assertThat(value(metric, batch.get(0), batch.get(1))).isNaN();
        }));
    }

    @Test
    void anOutputThatIsNoNumberShows() {
        Tensor outputs = Tensor.of(new float[] {1, 0, Float.NaN, 2, 0, 1}, 3, 2);
        assertThat(CLASSES.subList(2, CLASSES.size()))
                .allSatisfy(m -> assertThat(value(m, outputs, Tensor.of(new long[] {0, 1, 1}, 3)))
                        .isNaN());
        Tensor labels = Tensor.of(new float[] {1, 0, 0, 1, 0, 1}, 3, 2);
        assertThat(LABELS).allSatisfy(m -> assertThat(value(m, outputs, labels)).isNaN());
        assertThat(NUMBERS)
                .allSatisfy(m -> assertThat(value(m, outputs, labels)).isNaN());
        Tensor pixels = outputs.reshape(1, 2, 3, 1);
        assertThat(PIXELS.subList(1, PIXELS.size()))
                .allSatisfy(m -> assertThat(value(m, pixels, Tensor.of(new long[] {0, 1, 1}, 1, 3, 1)))
                        .isNaN());
    }

    @Test
    void anInfiniteOutputHasNoScores() {
        Tensor outputs = Tensor.of(new float[] {1, 0, Float.POSITIVE_INFINITY, 2, 0, 1}, 3, 2);
        assertThat(value(Metrics.rocAucBinary(), outputs, Tensor.of(new long[] {0, 1, 1}, 3)))
                .isNaN();
    }

    @Test
    void thresholdsAreStrictForAccuracyOnly() {
        Tensor half = Tensor.zeros(1, 1);
        Tensor yes = Tensor.ones(1, 1);
        assertThat(value(MultiLabelMetrics.accuracyMulti(), half, yes)).isZero();
        assertThat(value(MultiLabelMetrics.recallMulti(), half, yes)).isEqualTo(1);
        assertThat(value(MultiLabelMetrics.hammingLossMulti(), half, yes)).isZero();
    }

    @Test
    void labelsMayBeOfAnyType() {
        Tensor outputs = Tensor.of(new float[] {1, -1}, 1, 2);
        assertThat(value(MultiLabelMetrics.accuracyMulti(), outputs, Tensor.of(new long[] {1, 0}, 1, 2)))
                .isEqualTo(1);
    }

    @Test
    void oneColumnOfNumbersFitsNumbers() {
        assertThat(value(RegressionMetrics.mae(), Tensor.ones(3, 1), Tensor.zeros(3)))
                .isEqualTo(1);
    }

    @Test
    void perplexityTakesSequences() {
        Tensor outputs = Tensor.of(new float[] {0, 0, 3, 3, -1, -1, 2, 2}, 2, 2, 2);
        assertThat(value(Metrics.perplexity(), outputs, Tensor.of(new long[] {0, 1, 0, 1}, 2, 2)))
                .isCloseTo(2, within(1e-12));
    }

    @Test
    void masksMayHaveAChannel() {
        Tensor outputs = Tensor.of(new float[] {0, 1, 1, 0}, 1, 2, 1, 2);
        assertThat(value(SegmentationMetrics.dice(), outputs, Tensor.of(new long[] {1, 1}, 1, 1, 1, 2)))
                .isCloseTo(2 / 3.0, within(1e-12));
        assertThat(value(SegmentationMetrics.foregroundAccuracy(1), outputs, Tensor.of(new long[] {0, 1}, 1, 1, 2)))
                .isZero();
    }

    @Test
    void batchesWithoutForegroundDoNotCount() {
        Metric.Accumulator pass = SegmentationMetrics.foregroundAccuracy().start();
        Tensor outputs = Tensor.of(new float[] {0, 1, 1, 0}, 1, 2, 1, 2);
        pass.add(outputs, Tensor.of(new long[] {1, 0}, 1, 1, 2));
        pass.add(outputs, Tensor.of(new long[] {0, 0}, 1, 1, 2));
        assertThat(pass.value()).isEqualTo(1);
    }

    @Test
    void ownMetricsAreOneLambda() {
        Metric bias =
                Metrics.averaged("bias", (p, t) -> p.sub(t).mean().itemDouble()).lowerIsBetter();
        Metric.Accumulator pass = bias.start();
        pass.add(Tensor.ones(1, 2), Tensor.zeros(1, 2));
        pass.add(Tensor.zeros(3, 2), Tensor.zeros(3, 2));
        assertThat(pass.value()).isEqualTo(0.25);
        assertThat(bias.name()).isEqualTo("bias");
        assertThat(bias.higherIsBetter()).isFalse();

        Metric spread = Metrics.accumulated("spread", (p, t) -> p[p.length - 1] - p[0] + 10 * t.length);
        Metric.Accumulator all = spread.start();
        all.add(Tensor.of(new float[] {1, 2}, 2), Tensor.of(new long[] {0, 1}, 2));
        all.add(Tensor.of(new float[] {5}, 1), Tensor.of(new long[] {0}, 1));
        assertThat(all.value()).isEqualTo(34);
        assertThat(spread.start().value()).isNaN();
        assertThat(spread.higherIsBetter()).isTrue();
    }

    @Test
    void anotherNameKeepsTheRest() {
        Metric named = Metrics.hammingLoss().named("wrong");
        assertThat(named.name()).isEqualTo("wrong");
        assertThat(named.higherIsBetter()).isFalse();
        assertThat(value(named, Tensor.of(new float[] {1, 0}, 1, 2), Tensor.of(new long[] {1}, 1)))
                .isEqualTo(1);
    }

    @Test
    void whatALambdaMakesIsFreed() {
        Metric.Accumulator pass =
                Metrics.averaged("m", (p, t) -> p.sub(t).mean().itemDouble()).start();
        Tensor p = Tensor.ones(64, 64);
        Tensor t = Tensor.zeros(64, 64);
        long before = Scope.currentKernels().liveBytes();
        pass.add(p, t);
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }
}
