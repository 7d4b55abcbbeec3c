package ai.hone.metric;

import ai.hone.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/** A figure of the order of all outputs of a pass, for multi-label targets; a sigmoid would not change the order. */
record LabelRankMetric(String name, ToDoubleFunction<LabelScores> figure) implements Metric {
    @Override
    public Accumulator start() {
        return new Scores();
    }

    private final class Scores implements Accumulator {
        private final Floats scores = new Floats();
        private final Floats targets = new Floats();
        private int labels = -1;
        private boolean broken;

        @Override
        public void add(Tensor prediction, Tensor target) {
            LabelRows batch = LabelRows.of(name, prediction, target);
            labels = LabelRows.same(name, labels, batch.labels());
            for (float output : batch.outputs()) {
                broken |= Float.isNaN(output);
            }
            scores.add(batch.outputs());
            targets.add(batch.targets());
        }

        @Override
        public double value() {
            return targets.size() == 0 || broken
                    ? Double.NaN
                    : figure.applyAsDouble(new LabelScores(labels, scores.toArray(), targets.toArray()));
        }
    }
}
