package ai.hone.metric;

import ai.hone.tensor.Tensor;

/** The share of items whose target is among the k largest outputs; of equal outputs the one with the lower index counts as larger. */
record TopK(String name, int k) implements Metric {
    @Override
    public Accumulator start() {
        return new Count();
    }

    private final class Count implements Accumulator {
        private long items;
        private long hits;

        @Override
        public void add(Tensor prediction, Tensor target) {
            ClassRows batch = ClassRows.of(name, prediction, target);
            for (int row = 0; row < batch.rows(); row++) {
                hits += rank(batch.outputs(), row * batch.classes(), batch.classes(), batch.target(row)) < k ? 1 : 0;
            }
            items += batch.rows();
        }

        @Override
        public double value() {
            return items == 0 ? Double.NaN : (double) hits / items;
        }
    }

    /** How many outputs of a row are ahead of the target's; an output that is no number is a miss. */
    private static int rank(float[] outputs, int from, int classes, int target) {
        float own = outputs[from + target];
        int ahead = 0;
        for (int c = 0; c < classes; c++) {
            float other = outputs[from + c];
            if (c != target && !(other < own) && (other != own || c < target)) {
                ahead++;
            }
        }
        return Float.isNaN(own) ? Integer.MAX_VALUE : ahead;
    }
}
