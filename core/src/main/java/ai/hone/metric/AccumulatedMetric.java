package ai.hone.metric;

import ai.hone.tensor.Tensor;
import java.util.function.ToDoubleBiFunction;

/** A figure of all predictions and targets of a pass, flattened. */
record AccumulatedMetric(String name, ToDoubleBiFunction<float[], float[]> figure) implements Metric {
    @Override
    public Accumulator start() {
        return new Pass();
    }

    private final class Pass implements Accumulator {
        private final Floats predictions = new Floats();
        private final Floats targets = new Floats();

        @Override
        public void add(Tensor prediction, Tensor target) {
            predictions.add(prediction.toFloatArray());
            targets.add(target.toFloatArray());
        }

        @Override
        public double value() {
            return targets.size() == 0 ? Double.NaN : figure.applyAsDouble(predictions.toArray(), targets.toArray());
        }
    }
}
