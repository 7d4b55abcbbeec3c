package ai.hone.metric;

import ai.hone.tensor.Tensor;

/** A stateless description of a figure; the running total of one pass lives in its {@link Accumulator}, so a metric may be shared. */
public interface Metric {
    /** The column's name, such as {@code accuracy}. */
    String name();

    /** Begins a pass. */
    Accumulator start();

    default boolean higherIsBetter() {
        return true;
    }

    /** The same metric under another name, so that two of a kind stand in one table: {@code f1Score(o -> o.average(MACRO)).named("f1_macro")}. */
    default Metric named(String name) {
        return new Relabelled(name, higherIsBetter(), this);
    }

    /** The same metric, of which less is better; for metrics of one's own. */
    default Metric lowerIsBetter() {
        return new Relabelled(name(), false, this);
    }

    /** One pass over the data. */
    interface Accumulator {
        /** @param prediction raw outputs [N, …]
         *  @param target as the target block encodes it */
        void add(Tensor prediction, Tensor target);

        /** NaN before anything was added. */
        double value();
    }
}
