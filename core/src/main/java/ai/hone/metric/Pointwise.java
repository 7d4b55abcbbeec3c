package ai.hone.metric;

import ai.hone.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;

/**
 * The mean of a term over predictions and targets: of each batch's mean, weighted by its items, or, with a root, the square root of the mean over all
 * numbers of the pass.
 */
record Pointwise(String name, DoubleBinaryOperator term, boolean root) implements Metric {
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
        private long weight;

        @Override
        public void add(Tensor prediction, Tensor target) {
            Pairs batch = Pairs.of(name, prediction, target);
            if (batch.size() == 0) {
                return;
            }
            double terms = 0;
            for (int i = 0; i < batch.size(); i++) {
                terms += term.applyAsDouble(batch.predictions()[i], batch.targets()[i]);
            }
            sum += root ? terms : terms / batch.size() * batch.items();
            weight += root ? batch.size() : batch.items();
        }

        @Override
        public double value() {
            double mean = weight == 0 ? Double.NaN : sum / weight;
            return root ? Math.sqrt(mean) : mean;
        }
    }
}
