package ai.hone.metric;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;

/** e to the mean cross-entropy of an item. */
record Perplexity(String name) implements Metric {
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
            ClassRows batch = rows(prediction, target);
            for (int row = 0; row < batch.rows(); row++) {
                sum += batch.logSum(row) - batch.outputs()[row * batch.classes() + batch.target(row)];
            }
            items += batch.rows();
        }

        @Override
        public double value() {
            return items == 0 ? Double.NaN : Math.exp(sum / items);
        }
    }

    /** [N, T, C] and [N, T] are read as [N·T, C] and [N·T]. */
    private ClassRows rows(Tensor prediction, Tensor target) {
        Shape p = prediction.shape();
        int rank = target.shape().rank();
        if (rank < 2
                || p.rank() != rank + 1
                || p.dim(-1) == 0
                || !p.reduced(new int[] {rank}, false).equals(target.shape())) {
            return ClassRows.of(name, prediction, target);
        }
        try (Scope scope = Scope.open()) {
            long rows = target.shape().size();
            return ClassRows.of(name, prediction.reshape(rows, p.dim(-1)), target.reshape(rows));
        }
    }
}
