package ai.hone.metric;

import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/** A figure of the confusion matrix of a whole pass; an output that is no number makes it NaN. */
record ConfusionMetric(String name, boolean higherIsBetter, Demand demand, ToDoubleFunction<Confusion> figure)
        implements Metric {
    /** What a figure asks of the number of classes. */
    interface Demand {
        Demand NOTHING = (name, classes) -> {};

        void check(String name, int classes);
    }

    @Override
    public Accumulator start() {
        return new Matrix();
    }

    private final class Matrix implements Accumulator {
        private int classes = -1;
        private long[] counts = {};
        private long items;
        private boolean broken;

        @Override
        public void add(Tensor prediction, Tensor target) {
            ClassRows batch = ClassRows.of(name, prediction, target);
            if (classes < 0) {
                demand.check(name, batch.classes());
                counts = new long[Math.multiplyExact(batch.classes(), batch.classes())];
            }
            classes = LabelRows.same(name, classes, batch.classes());
            for (int row = 0; row < batch.rows(); row++) {
                int predicted = batch.argMax(row);
                if (predicted < 0) {
                    broken = true;
                } else {
                    counts[batch.target(row) * classes + predicted]++;
                }
            }
            items += batch.rows();
        }

        @Override
        public double value() {
            return items == 0 || broken ? Double.NaN : figure.applyAsDouble(new Confusion(classes, counts));
        }
    }

    static Demand twoClasses(String factory) {
        return (name, classes) -> {
            if (classes != 2) {
                throw new ShapeException(
                        name + ": expected two classes for average BINARY but received predictions [N, "
                                + classes + "]. Take " + factory
                                + "(o -> o.average(Average.MACRO)), or MICRO or WEIGHTED, for several classes.");
            }
        };
    }

    static Demand highest(int... labels) {
        return (name, classes) -> {
            for (int label : labels) {
                if (label >= classes) {
                    throw new ShapeException(name + ": expected labels 0 … " + (classes - 1) + " for predictions [N, "
                            + classes + "] but received " + label + ". Labels are class indices.");
                }
            }
        };
    }
}
