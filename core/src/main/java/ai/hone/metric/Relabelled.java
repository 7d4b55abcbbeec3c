package ai.hone.metric;

/** A metric under another name or with another direction. */
record Relabelled(String name, boolean higherIsBetter, Metric metric) implements Metric {
    Relabelled {
        Require.name("named", name);
    }

    @Override
    public Accumulator start() {
        return metric.start();
    }
}
