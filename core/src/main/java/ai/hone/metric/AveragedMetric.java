package ai.hone.metric;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.function.ToDoubleBiFunction;

/** The mean of a batch's figure, each batch weighted by its items. */
record AveragedMetric(String name, boolean higherIsBetter, ToDoubleBiFunction<Tensor, Tensor> figure)
        implements Metric {
    @Override
    public Accumulator start() {
        return new Sum();
    }

    private final class Sum implements Accumulator {
        private double sum;
        private long items;

        @Override
        public void add(Tensor prediction, Tensor target) {
            Shape shape = target.shape();
            if (shape.rank() == 0) {
                throw new ShapeException(name + ": expected targets [N, …] but received one number without axes."
                        + " Batches are weighted by the size of their first axis.");
            }
            if (shape.dim(0) == 0) {
                return;
            }
            try (Scope scope = Scope.open()) {
                sum += figure.applyAsDouble(prediction, target) * shape.dim(0);
            }
            items += shape.dim(0);
        }

        @Override
        public double value() {
            return items == 0 ? Double.NaN : sum / items;
        }
    }
}
