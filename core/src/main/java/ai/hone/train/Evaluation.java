package ai.hone.train;

import ai.hone.data.Batch;
import ai.hone.metric.Metric;
import ai.hone.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of one pass over a loader. */
record Evaluation(double loss, Map<String, Double> metrics) {
    /** NaN in every column, so that the table keeps its columns. */
    static Evaluation skipped(List<String> metrics) {
        Map<String, Double> values = new LinkedHashMap<>();
        metrics.forEach(name -> values.put(name, Double.NaN));
        return new Evaluation(Double.NaN, Collections.unmodifiableMap(values));
    }

    /** Sums while a pass runs: losses weighted by batch size, metrics by their own accumulators. */
    static final class Pass {
        private final List<Metric> metrics;
        private final List<Metric.Accumulator> accumulators;
        private double sum;
        private long count;

        Pass(List<Metric> metrics) {
            this.metrics = metrics;
            this.accumulators = metrics.stream().map(Metric::start).toList();
        }

        void add(Batch batch, Tensor prediction, double loss) {
            sum += loss * batch.size();
            count += batch.size();
            accumulators.forEach(a -> a.add(prediction, batch.targets().get(0)));
        }

        Evaluation end() {
            Map<String, Double> values = new LinkedHashMap<>();
            for (int i = 0; i < metrics.size(); i++) {
                values.put(metrics.get(i).name(), accumulators.get(i).value());
            }
            return new Evaluation(count == 0 ? Double.NaN : sum / count, Collections.unmodifiableMap(values));
        }
    }
}
