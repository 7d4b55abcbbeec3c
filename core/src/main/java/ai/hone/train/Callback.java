package ai.hone.train;

/**
 * Watches or changes a fit: override the events you need.
 *
 * <pre>
 * beforeFit
 *   beforeEpoch
 *     beforeTrain
 *       per batch: beforeBatch → forward → afterPrediction → loss → afterLoss → beforeBackward → backward → afterBackward
 *                  → beforeStep → step → afterStep → afterBatch
 *     afterTrain
 *     beforeValidate
 *       per batch: beforeBatch → forward → afterPrediction → loss → afterLoss → afterBatch
 *     afterValidate
 *   afterEpoch
 * afterFit
 * </pre>
 *
 * <p>Order: by {@link #phase()}, then by registration. Events named {@code after…} run in the reverse order, so callbacks wrap each
 * other. {@link #afterFit} runs exactly once for every callback whose {@link #beforeFit} was reached, whatever happened. What a callback throws ends
 * the fit, named with its class and the event.
 */
public interface Callback {
    /** Groups of callbacks, first to last. */
    enum Phase {
        SETUP,
        DEFAULT,
        SCHEDULE,
        METRICS,
        REPORT
    }

    default Phase phase() {
        return Phase.DEFAULT;
    }

    default void beforeFit(Fit fit) {}

    default void beforeEpoch(Fit fit) {}

    default void beforeTrain(Fit fit) {}

    default void beforeBatch(Fit fit) {}

    default void afterPrediction(Fit fit) {}

    default void afterLoss(Fit fit) {}

    default void beforeBackward(Fit fit) {}

    default void afterBackward(Fit fit) {}

    default void beforeStep(Fit fit) {}

    default void afterStep(Fit fit) {}

    default void afterBatch(Fit fit) {}

    default void afterTrain(Fit fit) {}

    default void beforeValidate(Fit fit) {}

    default void afterValidate(Fit fit) {}

    default void afterEpoch(Fit fit) {}

    default void afterFit(Fit fit, Outcome outcome) {}
}
