package ai.hone.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Scope;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What metrics refuse, and what they say then. */
final class MetricErrorsTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static AbstractThrowableAssert<?, ?> adding(Metric metric, Tensor prediction, Tensor target) {
        Metric.Accumulator pass = metric.start();
        return refused(() -> pass.add(prediction, target)).isInstanceOf(ShapeException.class);
    }

    private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call) {
        return assertThatThrownBy(call);
    }

    private static Tensor zeros(long... shape) {
        return Tensor.zeros(shape);
    }

    private static Tensor indices(long... values) {
        return Tensor.of(values, values.length);
    }

    @Test
    void binaryNeedsTwoClasses() {
        adding(Metrics.f1Score(), zeros(2, 3), indices(0, 1))
                .hasMessage("f1_score: expected two classes for average BINARY but received predictions [N, 3]."
                        + " Take f1Score(o -> o.average(Average.MACRO)), or MICRO or WEIGHTED, for several classes.");
        adding(Metrics.averagePrecisionBinary(), zeros(2, 3), indices(0, 1))
                .hasMessage("average_precision_score: expected predictions [N, 2] but received [N, 3]."
                        + " It is about class 1 of two; rocAuc takes several classes.");
        adding(Metrics.rocAucBinary(), zeros(2, 3), indices(0, 1))
                .hasMessageStartingWith("roc_auc_score: expected predictions [N, 2] but received [N, 3].");
        adding(Metrics.rocAuc(), zeros(2, 1), indices(0, 0))
                .hasMessage("roc_auc_score: expected predictions [N, 2 or more] but received [N, 1]."
                        + " One output a row has no softmax; with targets [N, 1] take the metric with Multi.");
        adding(SegmentationMetrics.dice(), zeros(1, 3, 2, 2), Tensor.of(new long[4], 1, 2, 2))
                .hasMessage("dice: expected predictions [N, 2, H, W] but received [1, 3, 2, 2]."
                        + " dice_multi takes several classes.");
    }

    @Test
    void classTargetsFit() {
        for (Metric metric : new Metric[] {
            Metrics.cohenKappa(), Metrics.rocAuc(), Metrics.brierScore(), Metrics.perplexity(), Metrics.f1Score()
        }) {
            adding(metric, zeros(2, 2), zeros(2))
                    .hasMessage(metric.name() + ": expected predictions [N, C] and INT64 targets [N] but received"
                            + " [2, 2] and FLOAT32 [2]. Targets are class indices, one per row.");
            adding(metric, zeros(2, 2), indices(0, -1))
                    .hasMessage(metric.name() + ": expected targets 0 … 1 for predictions [2, 2] but received -1."
                            + " The model's outputs must equal the number of classes.");
        }
        adding(Metrics.recall(o -> o.average(Average.MICRO).labels(0, 7)), zeros(1, 3), indices(0))
                .hasMessage("recall_score: expected labels 0 … 2 for predictions [N, 3] but received 7."
                        + " Labels are class indices.");
    }

    @Test
    void labelTargetsFit() {
        for (Metric metric : new Metric[] {
            MultiLabelMetrics.accuracyMulti(), MultiLabelMetrics.rocAucMulti(), MultiLabelMetrics.brierScoreMulti()
        }) {
            adding(metric, zeros(2, 3), indices(0, 1))
                    .hasMessage(metric.name() + ": expected predictions and targets [N, L] of one shape but received"
                            + " [2, 3] and [2]. Multi-label targets hold a 0 or 1 for each label; for class indices"
                            + " take the metric without Multi.");
            adding(metric, zeros(1, 2), Tensor.of(new float[] {0, 0.5f}, 1, 2))
                    .hasMessage(metric.name() + ": expected targets of 0 or 1 but received 0.5."
                            + " Multi-label targets hold a 0 or 1 for each label.");
        }
    }

    @Test
    void numbersAndPixelsFit() {
        for (Metric metric : new Metric[] {
            RegressionMetrics.mse(),
            RegressionMetrics.rmse(),
            RegressionMetrics.r2Score(),
            RegressionMetrics.spearmanCorrelation()
        }) {
            adding(metric, zeros(4, 2), zeros(4))
                    .hasMessage(metric.name() + ": expected a prediction for each target, [N, …] both, but received"
                            + " [4, 2] and [4]. The model's outputs must equal the number of targets of an item.");
        }
        for (Metric metric : new Metric[] {SegmentationMetrics.foregroundAccuracy(), SegmentationMetrics.diceMulti()}) {
            adding(metric, zeros(1, 2, 2, 2), indices(0, 1))
                    .hasMessage(metric.name() + ": expected predictions [N, C, H, W] and INT64 targets [N, H, W] or"
                            + " [N, 1, H, W] but received [1, 2, 2, 2] and INT64 [2]."
                            + " Targets are class indices, one per pixel.");
            adding(metric, zeros(1, 2, 1, 2), Tensor.of(new long[] {0, 255}, 1, 1, 2))
                    .hasMessageStartingWith(
                            metric.name() + ": expected targets 0 … 1 for predictions [1, 2, 1, 2] but received 255.");
        }
        adding(Metrics.averaged("mine", (p, t) -> 0), zeros(), zeros())
                .hasMessage("mine: expected targets [N, …] but received one number without axes."
                        + " Batches are weighted by the size of their first axis.");
    }

    @Test
    void outputsStayTheSame() {
        Metric.Accumulator classes = Metrics.cohenKappa().start();
        classes.add(zeros(1, 2), indices(0));
        refused(() -> classes.add(zeros(1, 3), indices(0)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("cohen_kappa_score: expected 2 outputs a row as in earlier batches but received 3."
                        + " One pass is over the outputs of one model.");
        Metric.Accumulator labels = MultiLabelMetrics.f1ScoreMulti().start();
        labels.add(zeros(1, 2), zeros(1, 2));
        refused(() -> labels.add(zeros(1, 3), zeros(1, 3)))
                .hasMessageStartingWith("f1_score: expected 2 outputs a row as in earlier batches but received 3.");
    }

    @Test
    void settingsMakeSense() {
        refused(() -> Metrics.fBeta(0))
                .hasMessage("fBeta: expected a beta above 0 but received 0.0."
                        + " Recall weighs beta times as much as precision; 1 is f1Score.");
        refused(() -> Metrics.precision(o -> o.labels(0)))
                .hasMessage("precision: expected no labels for average BINARY but received some."
                        + " Name positiveLabel(…), or set average to MICRO, MACRO or WEIGHTED.");
        refused(() -> Metrics.jaccard(o -> o.average(Average.MACRO).positiveLabel(0)))
                .hasMessage("jaccard: expected average BINARY for positiveLabel 0 but received MACRO."
                        + " Use labels(0) to look at one class.");
        refused(() -> Metrics.f1Score(o -> o.positiveLabel(2)))
                .hasMessageStartingWith("positiveLabel: expected 0 or 1 but received 2.");
        refused(() -> Metrics.f1Score(o -> o.labels(1, 1)))
                .hasMessage("labels: expected different classes of 0 or more but received [1, 1]."
                        + " Leave the option out for all classes.");
        refused(() -> Metrics.cohenKappa(o -> o.labels())).hasMessageContaining("but received [].");
        refused(() -> Metrics.cohenKappa(o -> o.labels(-1))).hasMessageContaining("but received [-1].");
        refused(() -> Metrics.rocAucBinary(0))
                .hasMessage("rocAucBinary: expected a false-positive rate above 0, up to 1, but received 0.0."
                        + " 1 is the whole curve.");
        refused(() -> Metrics.rocAuc(o -> o.multiClass(MultiClass.ONE_VS_ONE).average(Average.MICRO)))
                .hasMessage("rocAuc: expected MACRO or WEIGHTED for ONE_VS_ONE but received MICRO."
                        + " Pairs of classes have no counts in common.");
        refused(() -> Metrics.rocAuc(o -> o.average(Average.BINARY)))
                .hasMessageStartingWith("rocAuc average: expected MICRO, MACRO or WEIGHTED but received BINARY.");
        refused(() -> SegmentationMetrics.foregroundAccuracy(-1))
                .hasMessage("foregroundAccuracy: expected a class of 0 or more but received -1."
                        + " Classes are counted from 0.");
        refused(() -> Metrics.averaged(" ", (p, t) -> 0))
                .hasMessage("averaged: expected a name but received \" \". It heads the metric's column.");
        refused(() -> Metrics.accumulated("", (p, t) -> 0)).hasMessageStartingWith("accumulated: expected a name");
        refused(() -> Metrics.accuracy().named("")).hasMessageStartingWith("named: expected a name");
    }

    @Test
    void multiLabelSettingsMakeSense() {
        refused(() -> MultiLabelMetrics.recallMulti(o -> o.average(Average.BINARY)))
                .hasMessage("multi-label average: expected MICRO, MACRO or WEIGHTED but received BINARY."
                        + " There is a figure for each label, and none is the positive one.");
        refused(() -> MultiLabelMetrics.rocAucMulti(Average.BINARY)).hasMessageStartingWith("rocAucMulti: expected");
        refused(() -> MultiLabelMetrics.averagePrecisionMulti(Average.BINARY))
                .hasMessageStartingWith("averagePrecisionMulti: expected");
        refused(() -> MultiLabelMetrics.accuracyMulti(o -> o.threshold(1.5)))
                .hasMessage("accuracyMulti: expected a threshold of 0 … 1 but received 1.5. After the sigmoid outputs"
                        + " lie between 0 and 1; sigmoid(false) compares raw outputs.");
        refused(() -> MultiLabelMetrics.f1ScoreMulti(o -> o.sigmoid(false).threshold(Double.NaN)))
                .hasMessageStartingWith("f1ScoreMulti: expected a threshold that is a number but received NaN.");
        assertThat(MultiLabelMetrics.f1ScoreMulti(o -> o.threshold(-3).sigmoid(false))
                        .name())
                .isEqualTo("f1_score");
    }
}
