package ai.hone.metric;

/** Running means and sums of squares about them, merged batch by batch (Chan, Golub &amp; LeVeque 1983), so that large offsets lose no digits. */
final class Moments {
    private long count;
    private double predictionMean;
    private double targetMean;
    private double predictionSpread;
    private double targetSpread;
    private double product;
    private double errorMean;
    private double errorSpread;

    boolean isEmpty() {
        return count == 0;
    }

    void add(Pairs batch) {
        Moments more = of(batch);
        if (isEmpty()) {
            set(more);
        } else if (!more.isEmpty()) {
            merge(more);
        }
    }

    private static Moments of(Pairs batch) {
        Moments m = new Moments();
        double[] p = batch.predictions();
        double[] t = batch.targets();
        m.count = t.length;
        for (int i = 0; i < t.length; i++) {
            m.predictionMean += p[i];
            m.targetMean += t[i];
            m.errorMean += t[i] - p[i];
        }
        // Sums of equal floats are exact in float64, so constant targets have a spread of exactly 0.
        m.predictionMean /= t.length;
        m.targetMean /= t.length;
        m.errorMean /= t.length;
        m.deviate(p, t);
        return m;
    }

    private void deviate(double[] p, double[] t) {
        for (int i = 0; i < t.length; i++) {
            double dp = p[i] - predictionMean;
            double dt = t[i] - targetMean;
            double de = t[i] - p[i] - errorMean;
            predictionSpread += dp * dp;
            targetSpread += dt * dt;
            product += dp * dt;
            errorSpread += de * de;
        }
    }

    private void set(Moments m) {
        count = m.count;
        predictionMean = m.predictionMean;
        targetMean = m.targetMean;
        predictionSpread = m.predictionSpread;
        targetSpread = m.targetSpread;
        product = m.product;
        errorMean = m.errorMean;
        errorSpread = m.errorSpread;
    }

    private void merge(Moments m) {
        double share = (double) m.count / (count + m.count);
        double cross = count * share;
        double dp = m.predictionMean - predictionMean;
        double dt = m.targetMean - targetMean;
        double de = m.errorMean - errorMean;
        predictionSpread += m.predictionSpread + dp * dp * cross;
        targetSpread += m.targetSpread + dt * dt * cross;
        product += m.product + dp * dt * cross;
        errorSpread += m.errorSpread + de * de * cross;
        predictionMean += dp * share;
        targetMean += dt * share;
        errorMean += de * share;
        count += m.count;
    }

    /** 1 − Var(t − p) / Var(t). */
    double explainedVariance() {
        return explained(errorSpread);
    }

    /** 1 − Σ(t − p)² / Σ(t − mean t)²; NaN for less than two numbers. */
    double r2() {
        return count < 2 ? Double.NaN : explained(errorSpread + count * errorMean * errorMean);
    }

    /** As scikit-learn: with constant targets 1 if nothing is left to explain, otherwise 0. */
    private double explained(double left) {
        if (targetSpread == 0 && !Double.isNaN(left)) {
            return left == 0 ? 1 : 0;
        }
        return 1 - left / targetSpread;
    }

    double correlation() {
        return product / Math.sqrt(predictionSpread * targetSpread);
    }
}
