package ai.hone.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The streaming table of epochs, in fixed widths: what progress prints row by row and {@link History} as a whole. */
public final class EpochTable {
    private static final int WIDTH = 12;

    private EpochTable() {}

    /** The header for a learner's metrics. */
    public static String header(Iterable<String> metrics) {
        List<String> names = new ArrayList<>(List.of("train_loss", "valid_loss"));
        metrics.forEach(names::add);
        names.add("time");
        StringBuilder line = new StringBuilder("epoch");
        names.forEach(n -> line.append(' ')
                .append(" ".repeat(Math.max(0, width(n) - n.length())))
                .append(n));
        return line.toString();
    }

    public static String row(History.Epoch epoch) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%5d", epoch.index()));
        line.append(cell("train_loss", epoch.trainLoss())).append(cell("valid_loss", epoch.validLoss()));
        epoch.metrics().forEach((name, value) -> line.append(cell(name, value)));
        return line.append(String.format(" %" + WIDTH + "s", time(epoch.time())))
                .toString();
    }

    static String of(History history) {
        StringBuilder text = new StringBuilder();
        for (History.Epoch epoch : history.epochs()) {
            if (text.length() == 0) {
                text.append(header(epoch.metrics().keySet()));
            }
            text.append('\n').append(row(epoch));
        }
        history.stopped()
                .ifPresent(reason -> text.append(text.length() == 0 ? "" : "\n")
                        .append("stopped: ")
                        .append(reason));
        return text.toString();
    }

    private static int width(String name) {
        return Math.max(WIDTH, name.length());
    }

    private static String cell(String name, double value) {
        String text = Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.6f", value);
        return String.format(" %" + width(name) + "s", text);
    }

    /** mm:ss, or h:mm:ss from an hour on. */
    static String time(Duration d) {
        return d.toHours() == 0
                ? String.format(Locale.ROOT, "%02d:%02d", d.toMinutes(), d.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart());
    }
}
