package ai.hone.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The curve of a learning-rate range test (Smith 2015): losses while the rate grew exponentially, and what the curve suggests.
 * The suggestions look at it without its first tenth and its last five points, as fastai.
 *
 * @param rates tried, growing
 * @param losses smoothed training loss at each
 * @param skipped points cut off at the beginning: a tenth of the planned iterations
 */
public record LrFinder(double[] rates, double[] losses, int skipped) {
    private static final int CUT = 5;

    /** A rate in the middle of the longest stretch on which the loss falls: fastai's default suggestion.
     * @throws IllegalStateException if the run diverged too early to tell */
    public double valley() {
        double[] y = window("valley", 1);
        int n = y.length;
        int[] length = new int[n];
        int end = 0;
        for (int i = 0; i < n; i++) {
            length[i] = 1;
            for (int j = 0; j < i; j++) {
                if (y[i] < y[j] && length[i] < length[j] + 1) {
                    length[i] = length[j] + 1;
                }
            }
            if (length[end] < length[i]) {
                end = i;
            }
        }
        // One before the first point where the whole curve falls, as fastai: the index is clamped, not the start.
        int start = end - length[end];
        double section = (end - start) / 3.0;
        int index = start + (int) section + (int) (section / 2);
        return rates[skipped + Math.max(0, Math.min(index, n - 1))];
    }

    /** The rate of the smallest loss, divided by ten. */
    public double minimum() {
        double[] y = window("minimum", 1);
        int best = 0;
        for (int i = 1; i < y.length; i++) {
            best = y[i] < y[best] ? i : best;
        }
        return rates[skipped + best] / 10;
    }

    /** The rate at which the loss falls fastest per ln(rate). */
    public double steep() {
        double[] y = window("steep", 2);
        int best = 0;
        double slope = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 1 < y.length; i++) {
            double d = (y[i + 1] - y[i]) / (Math.log(rates[skipped + i + 1]) - Math.log(rates[skipped + i]));
            if (d < slope) {
                slope = d;
                best = i;
            }
        }
        return rates[skipped + best];
    }

    /** The rate, from the right, where the slope stops changing over an interval of 15 points. */
    public double slide() {
        double[] y = window("slide", 16);
        double[] g = gradient(y);
        int n = y.length;
        int right = n - 1;
        int left = right - 15;
        double rate = rates[skipped + left];
        while (left >= 0 && Math.abs(g[right] - g[left]) > 0.005) {
            rate = rates[skipped + left];
            right--;
            left--;
        }
        return rate;
    }

    private static double[] gradient(double[] y) {
        double[] g = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            int a = Math.max(0, i - 1);
            int b = Math.min(y.length - 1, i + 1);
            g[i] = (y[b] - y[a]) / (b - a);
        }
        return g;
    }

    /** Where the curve ends for the suggestions: before the last points, and before the first NaN. */
    private int end() {
        int to = losses.length - CUT;
        for (int i = skipped; i < to; i++) {
            if (Double.isNaN(losses[i])) {
                to = i;
            }
        }
        return to;
    }

    private double[] window(String name, int least) {
        int to = end();
        if (to - skipped < least) {
            throw new IllegalStateException("lrFind." + name + ": expected at least " + (skipped + CUT + least)
                    + " batches before the loss diverged but received " + losses.length
                    + ". Start from a smaller rate: lrFind(o -> o.start(1e-9)), or choose one by hand, such as 1e-3.");
        }
        return Arrays.copyOfRange(losses, skipped, to);
    }

    /** The suggestions, such as {@code LrFinder(86 rates 1e-07 … 0.63; valley 0.00023)}. */
    @Override
    public String toString() {
        Optional<Double> valley = end() > skipped ? Optional.of(valley()) : Optional.empty();
        return String.format(
                Locale.ROOT,
                "LrFinder(%d rates %.2g … %.2g; valley %s)",
                rates.length,
                rates.length == 0 ? 0 : rates[0],
                rates.length == 0 ? 0 : rates[rates.length - 1],
                valley.map(v -> String.format(Locale.ROOT, "%.2g", v)).orElse("none"));
    }
}
