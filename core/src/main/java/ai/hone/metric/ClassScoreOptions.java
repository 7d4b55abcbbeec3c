package ai.hone.metric;

import org.jspecify.annotations.Nullable;

/** Settings of {@link Metrics#f1Score}, {@link Metrics#fBeta}, {@link Metrics#precision}, {@link Metrics#recall} and {@link Metrics#jaccard}. */
public final class ClassScoreOptions {
    Average average = Average.BINARY;
    int positive = 1;
    int @Nullable [] labels;

    ClassScoreOptions() {}

    /** Default BINARY, for two classes; more need one of the others. */
    public ClassScoreOptions average(Average how) {
        average = how;
        return this;
    }

    /** The class that BINARY is about; default 1. */
    public ClassScoreOptions positiveLabel(int label) {
        if (label != 0 && label != 1) {
            throw new IllegalArgumentException(
                    "positiveLabel: expected 0 or 1 but received " + label + ". It is one of two classes; labels("
                            + label + ") with another average looks at one of several.");
        }
        positive = label;
        return this;
    }

    /** The classes that MICRO, MACRO and WEIGHTED look at; default all, of which MACRO leaves out those that are neither target nor predicted. */
    public ClassScoreOptions labels(int... classes) {
        labels = Require.labels("labels", classes);
        return this;
    }

    ClassScoreOptions checked(String metric) {
        if (average == Average.BINARY && labels != null) {
            throw new IllegalArgumentException(
                    metric
                            + ": expected no labels for average BINARY but received some. Name positiveLabel(…), or set average to MICRO, MACRO or WEIGHTED.");
        }
        if (average != Average.BINARY && positive != 1) {
            throw new IllegalArgumentException(metric + ": expected average BINARY for positiveLabel " + positive
                    + " but received " + average + ". Use labels(" + positive + ") to look at one class.");
        }
        return this;
    }
}
