package ai.hone.metric;

/**
 * Makes metrics of numbers; meant for static import. Predictions and targets hold equally many numbers, [N, …] both ([N, 1] beside [N] is fine), and
 * are compared flattened.
 *
 * <p>Definitions follow scikit-learn and SciPy. Adding a batch that does not fit throws a {@link ai.hone.tensor.ShapeException}.
 */
public final class RegressionMetrics {
    private RegressionMetrics() {}

    /** The mean of (p − t)²; lower is better. */
    public static Metric mse() {
        return new Pointwise("mse", (p, t) -> (p - t) * (p - t), false);
    }

    /** The mean of |p − t|; lower is better. */
    public static Metric mae() {
        return new Pointwise("mae", (p, t) -> Math.abs(p - t), false);
    }

    /** The mean of (ln(1 + p) − ln(1 + t))²; lower is better, and NaN if a number is below −1. */
    public static Metric msle() {
        return new Pointwise("msle", (p, t) -> square(Math.log1p(p) - Math.log1p(t)), false);
    }

    /** √ of the mean of (p − t)² over all numbers of the pass; lower is better. */
    public static Metric rmse() {
        return new Pointwise("rmse", (p, t) -> (p - t) * (p - t), true);
    }

    /** √ of the mean of ((eᵗ − eᵖ) / eᵗ)² over all numbers of the pass: the relative error of numbers learnt as logarithms. Lower is better. */
    public static Metric expRmspe() {
        return new Pointwise("exp_rmspe", (p, t) -> square(Math.expm1(p - t)), true);
    }

    /** 1 − Var(t − p) / Var(t); with constant targets 1 if the errors are constant too, otherwise 0. */
    public static Metric explainedVariance() {
        return new MomentMetric("explained_variance_score", Moments::explainedVariance);
    }

    /** The coefficient of determination, 1 − Σ(t − p)² / Σ(t − mean t)²; with constant targets 1 if there is no error, otherwise 0; NaN for one number. */
    public static Metric r2Score() {
        return new MomentMetric("r2_score", Moments::r2);
    }

    /** Pearson's correlation; NaN where targets or predictions are constant. */
    public static Metric pearsonCorrelation() {
        return new MomentMetric("pearsonr", Moments::correlation);
    }

    /** Spearman's correlation: Pearson's of ranks, of which equal numbers share the mean. NaN where one side is constant or a number is NaN. */
    public static Metric spearmanCorrelation() {
        return new Spearman("spearmanr");
    }

    private static double square(double x) {
        return x * x;
    }
}
