package ai.hone.metric;

import ai.hone.tensor.Tensor;

/** The share of pixels predicted rightly among those whose target is not the background; a batch counts by its items. */
record ForegroundAccuracy(String name, int background) implements Metric {
    @Override
    public Accumulator start() {
        return new Sum();
    }

    private final class Sum implements Accumulator {
        private double sum;
        private long items;

        @Override
        public void add(Tensor prediction, Tensor target) {
            PixelClasses batch = PixelClasses.of(name, prediction, target);
            int hits = 0;
            int pixels = 0;
            for (int i = 0; i < batch.targets().length; i++) {
                if (batch.targets()[i] != background) {
                    hits += batch.predicted()[i] == batch.targets()[i] ? 1 : 0;
                    pixels++;
                }
            }
            if (pixels > 0) {
                sum += (double) hits / pixels * batch.items();
                items += batch.items();
            }
        }

        @Override
        public double value() {
            return items == 0 ? Double.NaN : sum / items;
        }
    }
}
