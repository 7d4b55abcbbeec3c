package ai.hone.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A case as a table: each contestant's time, and how many times as fast Hone is. */
final class Report {
    private Report() {}

    static String of(Case measured, List<Tally> tallies) {
        List<Tally> references = references(tallies);
        List<List<String>> rows = new ArrayList<>();
        rows.add(header(references));
        for (Tally tally : tallies) {
            rows.add(
                    tally.measured()
                            ? row(measured, tally, references)
                            : List.of(tally.contestant().label(), tally.trouble()));
        }
        return "\n" + measured.name() + "\n" + aligned(rows);
    }

    /** What the others are compared with: Hone in each precision that it was measured in. */
    static List<Tally> references(List<Tally> tallies) {
        return tallies.stream()
                .filter(t -> t.contestant().isReference() && t.measured())
                .toList();
    }

    private static List<String> header(List<Tally> references) {
        List<String> header = new ArrayList<>(List.of("", "ms median", "best", "items/s", "peak MiB"));
        references.forEach(r -> header.add(r.contestant().label() + " is"));
        return header;
    }

    private static List<String> row(Case measured, Tally tally, List<Tally> references) {
        List<String> row = new ArrayList<>(List.of(
                tally.contestant().label(),
                number("%.2f", tally.median()),
                number("%.2f", tally.best()),
                number("%.1f", measured.items() / tally.median() * 1000),
                number("%.0f", tally.peakMebibytes())));
        references.forEach(r -> row.add(r == tally ? "–" : number("%.2f×", tally.median() / r.median())));
        return row;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size() && row.size() == columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : rows) {
            widths[0] = Math.max(widths[0], row.get(0).length());
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append("  ")
                    .append(row.get(0))
                    .append(" ".repeat(widths[0] - row.get(0).length()));
            for (int c = 1; c < row.size(); c++) {
                text.append("  ")
                        .append(" ".repeat(Math.max(0, widths[c] - row.get(c).length())))
                        .append(row.get(c));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
