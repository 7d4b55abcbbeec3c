package ai.hone.metric;

import java.util.Arrays;

/**
 * Scores from the highest down, with how many positives and negatives lie at or above each: the thresholds of a ROC or precision-recall
 * curve. Equal scores are one threshold.
 */
final class Ranking {
    private final int thresholds;
    private final int[] hits;
    private final int[] alarms;

    private Ranking(int thresholds, int[] hits, int[] alarms) {
        this.thresholds = thresholds;
        this.hits = hits;
        this.alarms = alarms;
    }

    static Ranking of(float[] scores, boolean[] positive) {
        long[] sorted = new long[scores.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (long) ordered(scores[i]) << 32 | (positive[i] ? 1 : 0);
        }
        Arrays.sort(sorted);
        int[] hits = new int[sorted.length + 1];
        int[] alarms = new int[sorted.length + 1];
        int n = 0;
        for (int i = sorted.length - 1; i >= 0; i--) {
            if (i == sorted.length - 1 || sorted[i] >> 32 != sorted[i + 1] >> 32) {
                n++;
                hits[n] = hits[n - 1];
                alarms[n] = alarms[n - 1];
            }
            hits[n] += (int) (sorted[i] & 1);
            alarms[n] += (int) (~sorted[i] & 1);
        }
        return new Ranking(n, hits, alarms);
    }

    /** An int that is larger where the float is; zeros of both signs are one. */
    static int ordered(float value) {
        int bits = Float.floatToIntBits(value + 0f);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }

    int positives() {
        return hits[thresholds];
    }

    private int negatives() {
        return alarms[thresholds];
    }

    /** The area under the ROC curve; NaN without a positive or a negative. */
    double rocAuc() {
        return area(1);
    }

    /** The area up to a false-positive rate, so scaled that chance is 0.5 (McClish 1989). */
    double rocAuc(double most) {
        double area = area(most);
        double least = most * most / 2;
        return most == 1 ? area : 0.5 * (1 + (area - least) / (most - least));
    }

    private double area(double most) {
        if (positives() == 0 || negatives() == 0) {
            return Double.NaN;
        }
        double area = 0;
        for (int i = 1; i <= thresholds; i++) {
            double from = (double) alarms[i - 1] / negatives();
            double to = (double) alarms[i] / negatives();
            double low = (double) hits[i - 1] / positives();
            double high = (double) hits[i] / positives();
            if (to > most) {
                high = low + (high - low) * (most - from) / (to - from);
                return area + (most - from) * (low + high) / 2;
            }
            area += (to - from) * (low + high) / 2;
        }
        return area;
    }

    /** Σ (recall_n − recall_{n−1})·precision_n; 0 without a positive. */
    double averagePrecision() {
        double sum = 0;
        for (int i = 1; i <= thresholds; i++) {
            sum += (double) (hits[i] - hits[i - 1]) * hits[i] / (hits[i] + alarms[i]);
        }
        return positives() == 0 ? 0 : sum / positives();
    }
}
