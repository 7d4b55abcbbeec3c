package ai.hone.metric;

import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** How far the predicted region of a class agrees with its target's over a whole pass; an output that is no number makes it NaN. */
record RegionMetric(String name, boolean twoClasses, Overlap overlap) implements Metric {
    @Override
    public Accumulator start() {
        return new Regions();
    }

    private final class Regions implements Accumulator {
        private LabelCounts counts = LabelCounts.none(0);
        private int classes = -1;
        private boolean broken;

        @Override
        public void add(Tensor prediction, Tensor target) {
            PixelClasses batch = PixelClasses.of(name, prediction, target);
            if (twoClasses && batch.classes() != 2) {
                throw new ShapeException(name + ": expected predictions [N, 2, H, W] but received " + prediction.shape()
                        + ". " + name + "_multi takes several classes.");
            }
            if (classes < 0) {
                counts = LabelCounts.none(batch.classes());
            }
            classes = LabelRows.same(name, classes, batch.classes());
            for (int i = 0; i < batch.targets().length; i++) {
                count(batch.predicted()[i], (int) batch.targets()[i]);
            }
        }

        private void count(int predicted, int target) {
            if (predicted < 0) {
                broken = true;
            } else if (predicted == target) {
                counts.found()[target]++;
            } else {
                counts.wrong()[predicted]++;
                counts.missed()[target]++;
            }
        }

        /** The mean over the classes that were a target or predicted. */
        @Override
        public double value() {
            double sum = 0;
            int seen = 0;
            for (int c = twoClasses ? 1 : 0; c < counts.labels(); c++) {
                long found = counts.found()[c];
                if (found + counts.wrong()[c] + counts.missed()[c] > 0) {
                    sum += overlap.of(found, counts.wrong()[c], counts.missed()[c]);
                    seen++;
                }
            }
            return seen == 0 || broken ? Double.NaN : sum / seen;
        }
    }
}
