package ai.hone.benchmarks;

import ai.hone.tensor.Diagnostics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Writes measurements as CSV, one row each, with all that one needs to compare them later. */
final class Results {
    private static final String HEADER =
            "benchmark,parameters,score,error,unit,samples,best,date,cpu,cores,instructions,jvm,hone,kernels,comment";

    private static final String THREADS = System.getenv()
            .getOrDefault(
                    "OMP_NUM_THREADS", Integer.toString(Runtime.getRuntime().availableProcessors()));

    private final Machine machine;
    private final String date;
    private final String kernels;
    private final String comment;
    private final List<String> rows = new ArrayList<>();

    Results(Machine machine, String date, String kernels, String comment) {
        this.machine = machine;
        this.date = date;
        this.kernels = kernels;
        this.comment = comment;
    }

    void add(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        String parameters = run.getParams().getParamsKeys().stream()
                        .map(key -> key + "=" + run.getParams().getParam(key))
                        .collect(Collectors.joining(" "))
                + " threads=" + THREADS;
        String benchmark = run.getParams().getBenchmark();
        rows.add(row(
                benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1),
                parameters,
                number(result.getScore()),
                number(result.getScoreError()),
                result.getScoreUnit(),
                Long.toString(result.getSampleCount()),
                number(result.getStatistics().getMin()),
                "Java " + Runtime.version() + " " + System.getProperty("java.vm.name"),
                Diagnostics.version(),
                kernels));
    }

    /** A peer's line: benchmark, parameters, score, error, unit, samples, best, and what ran it. */
    void addPeer(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 8) {
            throw new IllegalStateException(
                    "peer: expected 8 cells, benchmark,parameters,score,error,unit,samples,best,runtime, but received "
                            + line + ".");
        }
        rows.add(row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], "", ""));
    }

    private String row(
            String benchmark,
            String parameters,
            String score,
            String error,
            String unit,
            String samples,
            String best,
            String jvm,
            String hone,
            String kernels) {
        return Arrays.stream(new String[] {
                    benchmark,
                    parameters,
                    score,
                    error,
                    unit,
                    samples,
                    best,
                    date,
                    machine.cpu(),
                    Integer.toString(machine.cores()),
                    machine.instructions(),
                    jvm,
                    hone,
                    kernels,
                    comment
                })
                .map(Results::quoted)
                .collect(Collectors.joining(","));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
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
