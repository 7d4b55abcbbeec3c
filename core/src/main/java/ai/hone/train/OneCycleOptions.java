package ai.hone.train;

import java.util.List;

/** Settings of one cycle. */
public final class OneCycleOptions {
    double div = 25;
    double finalDiv = 1e5;
    double warm = 0.25;
    List<Callback> callbacks = List.of();

    OneCycleOptions() {}

    /** The first rate is the maximum divided by this; default 25. */
    public OneCycleOptions div(double value) {
        div = value;
        return this;
    }

    /** The last rate is the maximum divided by this; default 1e5. */
    public OneCycleOptions finalDiv(double value) {
        finalDiv = value;
        return this;
    }

    /** The fraction of the fit in which the rate rises, between 0 and 1; default 0.25. */
    public OneCycleOptions warm(double fraction) {
        warm = fraction;
        return this;
    }

    public OneCycleOptions callbacks(Callback... list) {
        callbacks = List.of(list);
        return this;
    }
}
