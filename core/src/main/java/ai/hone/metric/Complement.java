package ai.hone.metric;

import ai.hone.tensor.Tensor;

/** One minus a share that should be high. */
record Complement(String name, Metric share) implements Metric {
    @Override
    public Accumulator start() {
        Accumulator inner = share.start();
        return new Accumulator() {
            @Override
            public void add(Tensor prediction, Tensor target) {
                inner.add(prediction, target);
            }

            @Override
            public double value() {
                return 1 - inner.value();
            }
        };
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }
}
