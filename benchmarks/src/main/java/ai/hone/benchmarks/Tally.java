package ai.hone.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What one contestant's turns measured, all rounds of a case together. */
final class Tally {
    private static final double KIBIBYTES = 1024;

    private final Contestant contestant;
    private final List<Double> samples = new ArrayList<>();
    private final List<Double> rounds = new ArrayList<>();
    private String runtime = "";
    private String trouble = "";
    private boolean failed;
    private double peakMebibytes;

    Tally(Contestant contestant) {
        this.contestant = contestant;
    }

    /** Takes a turn's lines; what does not begin with @ is chatter. */
    void add(List<String> lines) {
        List<Double> turn = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("@sample ")) {
                turn.add(Double.parseDouble(line.substring(8)));
            } else if (line.startsWith("@runtime ")) {
                runtime = line.substring(9);
            } else if (line.startsWith("@peak ")) {
                peakMebibytes = Math.max(peakMebibytes, Long.parseLong(line.substring(6)) / KIBIBYTES);
            } else if (line.startsWith("@unavailable ")) {
                trouble = line.substring(13);
            }
        }
        samples.addAll(turn);
        if (!turn.isEmpty()) {
            rounds.add(median(turn));
        } else if (trouble.isEmpty()) {
            fail("its turn ended without a measurement");
        }
    }

    void fail(String reason) {
        trouble = reason;
        failed = true;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    Contestant contestant() {
        return contestant;
    }

    /** Why it takes no more turns; empty if all is well. */
    String trouble() {
        return trouble;
    }

    boolean failed() {
        return failed;
    }

    boolean measured() {
        return trouble.isEmpty() && !samples.isEmpty();
    }

    /** Milliseconds a step over all rounds. */
    double median() {
        return median(samples);
    }

    double best() {
        return Collections.min(samples);
    }

    int count() {
        return samples.size();
    }

    double peakMebibytes() {
        return peakMebibytes;
    }

    /** Each round's median, which shows whether the machine held still. */
    String rounds() {
        return rounds.stream().map(m -> String.format(Locale.ROOT, "%.3f", m)).collect(Collectors.joining(" "));
    }

    String lastRound() {
        return String.format(Locale.ROOT, "%.3f ms", rounds.get(rounds.size() - 1));
    }

    String runtime() {
        return runtime;
    }
}
