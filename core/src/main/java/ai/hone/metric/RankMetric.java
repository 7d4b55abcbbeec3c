package ai.hone.metric;

import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** A figure of the order of all scores of a pass, for class targets; an output that is no number makes it NaN. */
record RankMetric(String name, boolean twoClasses, Figure figure) implements Metric {
    /** Looks at softmax scores [N, C] and targets [N]. */
    interface Figure {
        double of(ClassScores scores);
    }

    @Override
    public Accumulator start() {
        return new Scores();
    }

    private final class Scores implements Accumulator {
        private final Floats scores = new Floats();
        private final Floats targets = new Floats();
        private int classes = -1;
        private boolean broken;

        @Override
        public void add(Tensor prediction, Tensor target) {
            ClassRows batch = ClassRows.of(name, prediction, target);
            demand(batch.classes());
            classes = LabelRows.same(name, classes, batch.classes());
            float[] shares = batch.softmax();
            float[] indices = new float[batch.rows()];
            for (int row = 0; row < indices.length; row++) {
                broken |= Float.isNaN(shares[row * classes]);
                indices[row] = batch.target(row);
            }
            scores.add(shares);
            targets.add(indices);
        }

        private void demand(int now) {
            if (now < 2) {
                throw new ShapeException(name + ": expected predictions [N, 2" + (twoClasses ? "" : " or more")
                        + "] but received [N, " + now
                        + "]. One output a row has no softmax; with targets [N, 1] take the metric with Multi.");
            }
            if (twoClasses && now > 2) {
                throw new ShapeException(name + ": expected predictions [N, 2] but received [N, " + now
                        + "]. It is about class 1 of two; rocAuc takes several classes.");
            }
        }

        @Override
        public double value() {
            return targets.size() == 0 || broken
                    ? Double.NaN
                    : figure.of(new ClassScores(classes, scores.toArray(), targets.toArray()));
        }
    }
}
