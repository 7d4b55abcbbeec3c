package ai.hone.kernel.onednn;

import java.util.List;

/** Tries plans for the same work. */
final class Timing {
    /** A later plan must beat the first by this factor, so that noise decides nothing. */
    private static final double CLEARLY = 0.95;

    private static final int TRIALS = 6;

    private Timing() {}

    /** The number of the fastest plan, counting what it costs to bring tiled weights to the layout it reads. Closes the plans. */
    static int best(List<WeightedPlan> plans, ConvolutionShape shape) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < plans.size(); i++) {
            double time = time(plans.get(i), shape);
            if (time < (best == 0 && i > 0 ? CLEARLY * least : least)) {
                best = i;
                least = time;
            }
            plans.get(i).close();
        }
        return best;
    }

    private static double time(WeightedPlan plan, ConvolutionShape shape) {
        double time = plan.plan.leastSeconds(TRIALS);
        return plan.reads(shape.weights(Layout.TILED))
                ? time
                : time + plan.from(Layout.TILED, shape).leastSeconds(TRIALS);
    }
}
