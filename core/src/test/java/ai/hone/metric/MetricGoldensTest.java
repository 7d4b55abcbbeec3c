package ai.hone.metric;

import static ai.hone.metric.Average.MACRO;
import static ai.hone.metric.Average.MICRO;
import static ai.hone.metric.Average.WEIGHTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.AbstractDoubleAssert;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every metric against scikit-learn and SciPy (parity/metrics.py), over batches of unequal size. */
final class MetricGoldensTest {
    private static final Map<String, Map<String, Metric>> METRICS = Map.of(
            "classes", classes(),
            "labels", labels(),
            "regression", regression(),
            "segmentation", segmentation());

    /** One data set of the goldens. */
    record Case(JsonNode json) {
        String kind() {
            return json.get("kind").asText();
        }

        Set<String> figures() {
            Set<String> names = new HashSet<>();
            json.get("expected").fieldNames().forEachRemaining(names::add);
            return names;
        }

        double expected(String figure) {
            JsonNode value = json.get("expected").get(figure);
            return value.isNull() ? Double.NaN : value.asDouble();
        }

        double value(Metric metric) {
            Metric.Accumulator pass = metric.start();
            int from = 0;
            for (JsonNode batch : json.get("batches")) {
                int to = from + batch.asInt();
                try (Scope scope = Scope.open()) {
                    pass.add(floats("predictions", "shape", from, to), target(from, to));
                }
                from = to;
            }
            return pass.value();
        }

        private Tensor target(int from, int to) {
            Tensor target = floats("targets", "targetShape", from, to);
            if (!kind().equals("classes") && !kind().equals("segmentation")) {
                return target;
            }
            float[] values = target.toFloatArray();
            long[] indices = new long[values.length];
            Arrays.setAll(indices, i -> (long) values[i]);
            return Tensor.of(indices, target.shape().dims());
        }

        private Tensor floats(String name, String shape, int from, int to) {
            long[] dims = StreamSupport.stream(json.get(shape).spliterator(), false)
                    .mapToLong(JsonNode::asLong)
                    .toArray();
            int size = json.get(name).size() / (int) dims[0];
            float[] values = new float[(to - from) * size];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) json.get(name).get(from * size + i).asDouble();
            }
            dims[0] = to - from;
            return Tensor.of(values, dims);
        }

        @Override
        public String toString() {
            return kind() + ": " + json.get("name").asText();
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = MetricGoldensTest.class.getResourceAsStream("metrics.json")) {
            return StreamSupport.stream(
                            new ObjectMapper().readTree(in).get("cases").spliterator(), false)
                    .map(Case::new);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyFigureIsTheirs(Case data) {
        SoftAssertions.assertSoftly(softly -> data.figures().forEach(figure -> {
            Metric metric = METRICS.get(data.kind()).get(figure);
            softly.assertThat(metric).as(figure).isNotNull();
            if (metric != null) {
                double expected = data.expected(figure);
                double tolerance = 1e-6 * Math.max(1, Math.abs(expected));
                AbstractDoubleAssert<?> value =
                        softly.assertThat(data.value(metric)).as(figure);
                if (Double.isNaN(expected)) {
                    value.isNaN();
                } else {
                    value.isCloseTo(expected, within(tolerance));
                }
            }
        }));
    }

    @Test
    void everyMetricIsCompared() throws IOException {
        Map<String, Set<String>> compared = new HashMap<>();
        cases().forEach(c ->
                compared.computeIfAbsent(c.kind(), k -> new HashSet<>()).addAll(c.figures()));
        METRICS.forEach((kind, metrics) -> assertThat(compared.get(kind)).isEqualTo(metrics.keySet()));
    }

    private static Map<String, Metric> classes() {
        Map<String, Metric> m = new HashMap<>();
        m.put("accuracy", Metrics.accuracy());
        m.put("top2", Metrics.topKAccuracy(2));
        m.put("balanced", Metrics.balancedAccuracy());
        m.put("balanced adjusted", Metrics.adjustedBalancedAccuracy());
        m.put("kappa none", Metrics.cohenKappa());
        m.put("kappa linear", Metrics.cohenKappa(o -> o.weights(KappaWeights.LINEAR)));
        m.put("kappa quadratic", Metrics.cohenKappa(o -> o.weights(KappaWeights.QUADRATIC)));
        m.put(
                "kappa some",
                Metrics.cohenKappa(o -> o.weights(KappaWeights.LINEAR).labels(2, 0, 1)));
        m.put("hamming", Metrics.hammingLoss());
        m.put("matthews", Metrics.matthewsCorrelation());
        m.put("perplexity", Metrics.perplexity());
        m.put("brier", Metrics.brierScore());
        m.put("ap", Metrics.averagePrecisionBinary());
        m.put("auc", Metrics.rocAucBinary());
        for (double rate : new double[] {0.1, 0.35, 1}) {
            m.put("auc " + rate, Metrics.rocAucBinary(rate));
        }
        for (Average average : Average.values()) {
            boolean binary = average == Average.BINARY;
            overlaps(m, binary ? "negative " : "some ", average, o -> {
                o.average(average);
                return binary ? o.positiveLabel(0) : o.labels(2, 0);
            });
            overlaps(m, "", average, o -> o.average(average));
        }
        for (Average average : new Average[] {MICRO, MACRO, WEIGHTED}) {
            m.put("auc ovr " + lower(average), Metrics.rocAuc(o -> o.average(average)));
        }
        for (Average average : new Average[] {MACRO, WEIGHTED}) {
            m.put(
                    "auc ovo " + lower(average),
                    Metrics.rocAuc(o -> o.multiClass(MultiClass.ONE_VS_ONE).average(average)));
        }
        return m;
    }

    private static String lower(Average average) {
        return average.name().toLowerCase(Locale.ROOT);
    }

    private static void overlaps(
            Map<String, Metric> m, String prefix, Average average, UnaryOperator<ClassScoreOptions> set) {
        String suffix = " " + lower(average);
        m.put(prefix + "f1" + suffix, Metrics.f1Score(set::apply));
        m.put(prefix + "fbeta0.5" + suffix, Metrics.fBeta(0.5, set::apply));
        m.put(prefix + "fbeta2" + suffix, Metrics.fBeta(2, set::apply));
        m.put(prefix + "precision" + suffix, Metrics.precision(set::apply));
        m.put(prefix + "recall" + suffix, Metrics.recall(set::apply));
        m.put(prefix + "jaccard" + suffix, Metrics.jaccard(set::apply));
    }

    private static Map<String, Metric> labels() {
        Map<String, Metric> m = new HashMap<>();
        m.put("accuracy", MultiLabelMetrics.accuracyMulti());
        m.put(
                "accuracy raw",
                MultiLabelMetrics.accuracyMulti(o -> o.sigmoid(false).threshold(0.7)));
        m.put("hamming", MultiLabelMetrics.hammingLossMulti());
        m.put("matthews", MultiLabelMetrics.matthewsCorrelationMulti());
        m.put("brier", MultiLabelMetrics.brierScoreMulti());
        m.put("f1 at 0.3", MultiLabelMetrics.f1ScoreMulti(o -> o.threshold(0.3)));
        for (Average average : new Average[] {MICRO, MACRO, WEIGHTED}) {
            String suffix = " " + lower(average);
            m.put("f1" + suffix, MultiLabelMetrics.f1ScoreMulti(o -> o.average(average)));
            m.put("fbeta0.5" + suffix, MultiLabelMetrics.fBetaMulti(0.5, o -> o.average(average)));
            m.put("fbeta2" + suffix, MultiLabelMetrics.fBetaMulti(2, o -> o.average(average)));
            m.put("precision" + suffix, MultiLabelMetrics.precisionMulti(o -> o.average(average)));
            m.put("recall" + suffix, MultiLabelMetrics.recallMulti(o -> o.average(average)));
            m.put("jaccard" + suffix, MultiLabelMetrics.jaccardMulti(o -> o.average(average)));
            m.put("ap" + suffix, MultiLabelMetrics.averagePrecisionMulti(average));
            m.put("auc" + suffix, MultiLabelMetrics.rocAucMulti(average));
        }
        return m;
    }

    private static Map<String, Metric> regression() {
        return Map.of(
                "mse", RegressionMetrics.mse(),
                "mae", RegressionMetrics.mae(),
                "msle", RegressionMetrics.msle(),
                "rmse", RegressionMetrics.rmse(),
                "exp rmspe", RegressionMetrics.expRmspe(),
                "explained variance", RegressionMetrics.explainedVariance(),
                "r2", RegressionMetrics.r2Score(),
                "pearson", RegressionMetrics.pearsonCorrelation(),
                "spearman", RegressionMetrics.spearmanCorrelation());
    }

    private static Map<String, Metric> segmentation() {
        return Map.of(
                "foreground", SegmentationMetrics.foregroundAccuracy(),
                "dice", SegmentationMetrics.dice(),
                "dice multi", SegmentationMetrics.diceMulti(),
                "jaccard", SegmentationMetrics.jaccardCoefficient(),
                "jaccard multi", SegmentationMetrics.jaccardCoefficientMulti());
    }
}
