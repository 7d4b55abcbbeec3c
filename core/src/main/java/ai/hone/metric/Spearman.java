package ai.hone.metric;

import ai.hone.tensor.Tensor;
import java.util.Arrays;

/** The correlation of ranks over a whole pass; equal numbers share the mean of their ranks. */
record Spearman(String name) implements Metric {
    @Override
    public Accumulator start() {
        Floats predictions = new Floats();
        Floats targets = new Floats();
        return new Accumulator() {
            @Override
            public void add(Tensor prediction, Tensor target) {
                Pairs.of(name, prediction, target);
                predictions.add(prediction.toFloatArray());
                targets.add(target.toFloatArray());
            }

            @Override
            public double value() {
                Moments moments = new Moments();
                moments.add(new Pairs(targets.size(), ranks(predictions.toArray()), ranks(targets.toArray())));
                return moments.isEmpty() ? Double.NaN : moments.correlation();
            }
        };
    }

    /** From 0; NaN throughout if a value is no number. */
    private static double[] ranks(float... values) {
        long[] sorted = new long[values.length];
        double[] ranks = new double[values.length];
        for (int i = 0; i < sorted.length; i++) {
            if (Float.isNaN(values[i])) {
                Arrays.fill(ranks, Double.NaN);
                return ranks;
            }
            sorted[i] = (long) Ranking.ordered(values[i]) << 32 | i;
        }
        Arrays.sort(sorted);
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to] >> 32 == sorted[from] >> 32) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[(int) sorted[i]] = (from + to - 1) / 2.0;
            }
        }
        return ranks;
    }
}
