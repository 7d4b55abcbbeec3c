package ai.hone.metric;

/** How well what was found agrees with what was there; 0 where it would be 0/0. */
interface Overlap {
    Overlap PRECISION = (found, wrong, missed) -> ratio(found, found + wrong);
    Overlap RECALL = (found, wrong, missed) -> ratio(found, found + missed);
    Overlap JACCARD = (found, wrong, missed) -> ratio(found, found + wrong + missed);

    double of(double found, double wrong, double missed);

    /** (1 + β²)·precision·recall / (β²·precision + recall). */
    static Overlap fBeta(double beta) {
        if (!(beta > 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("fBeta: expected a beta above 0 but received " + beta
                    + ". Recall weighs beta times as much as precision; 1 is f1Score.");
        }
        double square = beta * beta;
        return (found, wrong, missed) -> ratio((1 + square) * found, (1 + square) * found + square * missed + wrong);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
