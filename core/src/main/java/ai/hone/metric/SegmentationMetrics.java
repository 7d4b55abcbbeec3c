package ai.hone.metric;

/**
 * Makes metrics of a class for each pixel; meant for static import. Predictions are raw outputs [N, C, H, W], or with other axes after the classes;
 * targets are INT64 class indices [N, H, W] or [N, 1, H, W].
 *
 * <p>The class predicted is the one with the largest output. Regions are counted over the whole pass, not picture by picture, and are NaN if an output
 * is no number. Adding a batch that does not fit, or a target that is no class, throws a {@link ai.hone.tensor.ShapeException}.
 */
public final class SegmentationMetrics {
    private SegmentationMetrics() {}

    /** {@link #foregroundAccuracy(int)} with class 0 as the background. */
    public static Metric foregroundAccuracy() {
        return foregroundAccuracy(0);
    }

    /** The share of pixels predicted rightly among those whose target is not the background; batches weigh by their items, those of nothing but background not at all. */
    public static Metric foregroundAccuracy(int background) {
        if (background < 0) {
            throw new IllegalArgumentException("foregroundAccuracy: expected a class of 0 or more but received "
                    + background + ". Classes are counted from 0.");
        }
        return new ForegroundAccuracy("foreground_acc", background);
    }

    /** 2·|P ∩ T| / (|P| + |T|) of class 1 of two (Dice 1945); NaN where neither targets nor predictions have it. */
    public static Metric dice() {
        return new RegionMetric("dice", true, Overlap.fBeta(1));
    }

    /** The mean of each class's {@link #dice()}, background included; classes that are neither target nor predicted are left out. */
    public static Metric diceMulti() {
        return new RegionMetric("dice_multi", false, Overlap.fBeta(1));
    }

    /** Intersection over union, |P ∩ T| / |P ∪ T|, of class 1 of two; NaN where neither targets nor predictions have it. */
    public static Metric jaccardCoefficient() {
        return new RegionMetric("jaccard_coeff", true, Overlap.JACCARD);
    }

    /** The mean of each class's {@link #jaccardCoefficient()}, background included; classes that are neither target nor predicted are left out. */
    public static Metric jaccardCoefficientMulti() {
        return new RegionMetric("jaccard_coeff_multi", false, Overlap.JACCARD);
    }
}
