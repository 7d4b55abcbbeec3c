package ai.hone.metric;

import ai.hone.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/** A figure of how often each label was found over a whole pass; an output that is no number makes it NaN. */
record LabelMetric(String name, boolean higherIsBetter, Threshold threshold, ToDoubleFunction<LabelCounts> figure)
        implements Metric {
    @Override
    public Accumulator start() {
        return new Counts();
    }

    private final class Counts implements Accumulator {
        private LabelCounts counts = LabelCounts.none(0);
        private int labels = -1;
        private long answers;
        private boolean broken;

        @Override
        public void add(Tensor prediction, Tensor target) {
            LabelRows batch = LabelRows.of(name, prediction, target);
            if (labels < 0) {
                counts = LabelCounts.none(batch.labels());
            }
            labels = LabelRows.same(name, labels, batch.labels());
            float[] outputs = batch.outputs();
            float[] targets = batch.targets();
            for (int i = 0; i < outputs.length; i++) {
                broken |= Float.isNaN(outputs[i]);
                counts.add(i % labels, threshold.passes(outputs[i]), targets[i] == 1);
            }
            answers += outputs.length;
        }

        @Override
        public double value() {
            return answers == 0 || broken ? Double.NaN : figure.applyAsDouble(counts);
        }
    }
}
