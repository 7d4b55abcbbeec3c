package ai.hone.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Writes measurements as CSV, a row for each contestant of each case. The ratios of a row are Hone's over it: how many times as fast Hone
 * is in float32 and in bfloat16, and what share of its peak resident memory Hone needs.
 */
final class Results {
    private static final String HEADER =
            "benchmark,case,contestant,precision,median_ms,best_ms,items_per_second,samples,round_medians_ms,peak_mib,"
                    + "hone_float32_times_as_fast,hone_bfloat16_times_as_fast,hone_float32_memory_share,hone_bfloat16_memory_share,"
                    + "threads,date,cpu,cores,instructions,runtime,comment";

    private final String benchmark;
    private final Machine machine;
    private final String date;
    private final String comment;
    private final List<String> rows = new ArrayList<>();

    Results(String benchmark, Machine machine, String date, String comment) {
        this.benchmark = benchmark;
        this.machine = machine;
        this.date = date;
        this.comment = comment;
    }

    void add(Case measured, List<Tally> tallies) {
        for (Tally tally : tallies) {
            if (tally.measured()) {
                add(measured, tally, Report.references(tallies));
            }
        }
    }

    private void add(Case measured, Tally tally, List<Tally> references) {
        Contestant contestant = tally.contestant();
        List<String> cells = List.of(
                benchmark,
                measured.name(),
                contestant.name(),
                contestant.precision(),
                number(tally.median()),
                number(tally.best()),
                number(measured.items() / tally.median() * 1000),
                Integer.toString(tally.count()),
                tally.rounds(),
                number(tally.peakMebibytes()),
                ratio(references, "float32", r -> tally.median() / r.median()),
                ratio(references, "bfloat16", r -> tally.median() / r.median()),
                ratio(references, "float32", r -> r.peakMebibytes() / tally.peakMebibytes()),
                ratio(references, "bfloat16", r -> r.peakMebibytes() / tally.peakMebibytes()),
                threads(contestant),
                date,
                machine.cpu(),
                Integer.toString(machine.cores()),
                machine.instructions(),
                tally.runtime(),
                comment);
        rows.add(cells.stream().map(Results::quoted).collect(Collectors.joining(",")));
    }

    private static String threads(Contestant contestant) {
        String told = contestant.settings().getOrDefault("threads", "");
        return told.equals("0") ? "its choice" : told;
    }

    private static String ratio(List<Tally> references, String precision, ToDoubleFunction<Tally> function) {
        Optional<Tally> reference = references.stream()
                .filter(r -> r.contestant().precision().equals(precision))
                .findFirst();
        return reference.map(r -> number(function.applyAsDouble(r))).orElse("");
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "";
    }

    private static String quoted(String cell) {
        return cell.contains(",") || cell.contains("\"") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    /** Replaces the file. */
    Path write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            List<String> lines = new ArrayList<>(List.of(HEADER));
            lines.addAll(rows);
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": expected a writable file but received " + e + ".", e);
        }
    }
}
