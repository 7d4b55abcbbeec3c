package ai.hone.optim;

/** A hyper-parameter as a function of progress through a fit, 0 … 1. Pure, so that schedules combine and plots need no training. */
@FunctionalInterface
public interface Schedule {
    /** @param progress the fraction of the fit's batches that are done, 0 … 1 */
    double at(double progress);

    static Schedule constant(double value) {
        return p -> value;
    }

    static Schedule linear(double from, double to) {
        return p -> from + p * (to - from);
    }

    /** from + (1 + cos(π(1 − p)))·(to − from)/2. */
    static Schedule cosine(double from, double to) {
        return p -> from + (1 + Math.cos(Math.PI * (1 - p))) * (to - from) / 2;
    }

    /** from·(to/from)^p. */
    static Schedule exponential(double from, double to) {
        return p -> from * Math.pow(to / from, p);
    }

    /** This schedule squeezed into [0, split), then next in [split, 1]. */
    default Schedule then(double split, Schedule next) {
        if (!(split > 0 && split < 1)) {
            throw new IllegalArgumentException(
                    "schedule: expected a split between 0 and 1 but received " + split + ".");
        }
        return p -> p < split ? at(p / split) : next.at((p - split) / (1 - split));
    }

    /** The 1cycle policy (Smith 2018) with cosine halves: max/div up to max in the first part, then down to max/finalDiv. */
    static Schedule oneCycle(double max, double div, double finalDiv, double warm) {
        return cosine(max / div, max).then(warm, cosine(max, max / finalDiv));
    }
}
