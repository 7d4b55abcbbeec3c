package ai.hone.metric;

/** How often each class was predicted where each class was the target: [C, C], targets first. */
record Confusion(int classes, long[] counts) {
    long count(int target, int predicted) {
        return counts[target * classes + predicted];
    }

    long targets(int c) {
        long sum = 0;
        for (int p = 0; p < classes; p++) {
            sum += count(c, p);
        }
        return sum;
    }

    long predictions(int c) {
        long sum = 0;
        for (int t = 0; t < classes; t++) {
            sum += count(t, c);
        }
        return sum;
    }

    long hits() {
        long sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += count(c, c);
        }
        return sum;
    }

    long total() {
        long sum = 0;
        for (long n : counts) {
            sum += n;
        }
        return sum;
    }

    /** The given classes, in that order; a class that never was is left without counts. */
    Confusion of(int... labels) {
        long[] part = new long[labels.length * labels.length];
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < labels.length; j++) {
                part[i * labels.length + j] =
                        labels[i] < classes && labels[j] < classes ? count(labels[i], labels[j]) : 0;
            }
        }
        return new Confusion(labels.length, part);
    }

    double hammingLoss() {
        return 1 - (double) hits() / total();
    }

    /** The mean recall of the classes that are a target. */
    double balancedAccuracy(boolean adjusted) {
        double sum = 0;
        int seen = 0;
        for (int c = 0; c < classes; c++) {
            long targets = targets(c);
            if (targets > 0) {
                sum += (double) count(c, c) / targets;
                seen++;
            }
        }
        double score = sum / seen;
        if (adjusted) {
            return seen == 1 ? Double.NaN : (score * seen - 1) / (seen - 1);
        }
        return score;
    }

    double cohenKappa(KappaWeights weights) {
        double total = total();
        double observed = 0;
        double expected = 0;
        for (int t = 0; t < classes; t++) {
            double targets = targets(t);
            for (int p = 0; p < classes; p++) {
                double weight = weights.of(t - p);
                observed += weight * count(t, p);
                expected += weight * targets * predictions(p) / total;
            }
        }
        return 1 - observed / expected;
    }

    /** Gorodkin's R_K; 0 where one side has one class only. */
    double matthewsCorrelation() {
        double total = total();
        double both = hits() * total;
        double targetSpread = total * total;
        double predictedSpread = total * total;
        for (int c = 0; c < classes; c++) {
            double targets = targets(c);
            double predictions = predictions(c);
            both -= targets * predictions;
            targetSpread -= targets * targets;
            predictedSpread -= predictions * predictions;
        }
        double spread = targetSpread * predictedSpread;
        return spread == 0 ? 0 : both / Math.sqrt(spread);
    }
}
