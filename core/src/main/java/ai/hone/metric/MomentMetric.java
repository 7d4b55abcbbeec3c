package ai.hone.metric;

import ai.hone.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/** A figure of the variances of predictions and targets over a whole pass. */
record MomentMetric(String name, ToDoubleFunction<Moments> figure) implements Metric {
    @Override
    public Accumulator start() {
        Moments moments = new Moments();
        return new Accumulator() {
            @Override
            public void add(Tensor prediction, Tensor target) {
                moments.add(Pairs.of(name, prediction, target));
            }

            @Override
            public double value() {
                return moments.isEmpty() ? Double.NaN : figure.applyAsDouble(moments);
            }
        };
    }
}
