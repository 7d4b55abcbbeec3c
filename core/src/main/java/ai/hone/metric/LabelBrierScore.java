package ai.hone.metric;

import ai.hone.tensor.Tensor;

/** The mean of (sigmoid − y)² over items and labels. */
record LabelBrierScore(String name) implements Metric {
    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Accumulator start() {
        return new Sum();
    }

    private final class Sum implements Accumulator {
        private double sum;
        private long answers;

        @Override
        public void add(Tensor prediction, Tensor target) {
            LabelRows batch = LabelRows.of(name, prediction, target);
            for (int i = 0; i < batch.outputs().length; i++) {
                double off = Threshold.sigmoid(batch.outputs()[i]) - batch.targets()[i];
                sum += off * off;
            }
            answers += batch.outputs().length;
        }

        @Override
        public double value() {
            return answers == 0 ? Double.NaN : sum / answers;
        }
    }
}
