package ai.hone.metric;

import ai.hone.tensor.Tensor;

/** The mean squared distance of softmax outputs from what happened; halved for two classes, so that it is (p − y)² of one of them. */
record BrierScore(String name) implements Metric {
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
        private long items;

        @Override
        public void add(Tensor prediction, Tensor target) {
            ClassRows batch = ClassRows.of(name, prediction, target);
            float[] shares = batch.softmax();
            double terms = 0;
            for (int i = 0; i < shares.length; i++) {
                double off = shares[i] - (i % batch.classes() == batch.target(i / batch.classes()) ? 1 : 0);
                terms += off * off;
            }
            sum += batch.classes() == 2 ? terms / 2 : terms;
            items += batch.rows();
        }

        @Override
        public double value() {
            return items == 0 ? Double.NaN : sum / items;
        }
    }
}
