package ai.hone.benchmarks;

import ai.hone.tensor.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks whose name holds the first argument and writes {@code benchmarks/results/<name>-<date>-<machine>.csv}.
 *
 * <p>{@code --quick} takes one fork and two measurements and names its file so, {@code --peer} also measures PyTorch where a script exists (Python by the
 * environment's {@code PYTHON}, default {@code python3}), {@code --note TEXT} fills the comment column; whatever else is given goes to JMH,
 * such as {@code -f 1 -p size=64}.
 */
public final class Runner {
    /** Scripts that measure the same with PyTorch, by the benchmark's name. */
    private static final Map<String, String> PEERS = Map.of("TrainStepBenchmark", "parity/train_step.py");

    private boolean quick;
    private boolean peer;
    private String note = "";
    private final List<String> others = new ArrayList<>();

    private Runner(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--quick" -> quick = true;
                case "--peer" -> peer = true;
                case "--note" -> note = arguments.get(Math.min(++i, arguments.size() - 1));
                default -> others.add(arguments.get(i));
            }
        }
    }

    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        if (args.length == 0) {
            System.err.println("Usage: benchmarks/run NAME [--quick] [--peer] [--note TEXT] [JMH ARGUMENT...]");
            System.exit(2);
        }
        new Runner(Arrays.asList(args).subList(1, args.length)).run(args[0]);
    }

    private void run(String name) throws RunnerException, CommandLineOptionException {
        Machine machine = Machine.here();
        String date = LocalDate.now().toString();
        Results results = new Results(machine, date, Scope.currentKernels().name(), comment());
        for (RunResult run : new org.openjdk.jmh.runner.Runner(options(name).build()).run()) {
            results.add(run);
        }
        Path root = Path.of(System.getenv().getOrDefault("HONE_ROOT", ""));
        if (peer) {
            PEERS.forEach((benchmark, script) -> {
                if (benchmark.contains(name)) {
                    measurePeer(root.resolve(script)).forEach(results::addPeer);
                }
            });
        }
        Path file = root.resolve("benchmarks/results")
                .resolve(name + (quick ? "-quick-" : "-") + date + "-" + machine.slug() + ".csv");
        System.out.println("Wrote " + results.write(file));
    }

    private ChainedOptionsBuilder options(String name) throws CommandLineOptionException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .parent(new CommandLineOptions(others.toArray(String[]::new)))
                .include(Pattern.quote(name))
                .shouldFailOnError(true)
                .jvmArgsAppend("-Xmx4g");
        return quick ? options.forks(1).warmupIterations(1).measurementIterations(2) : options;
    }

    private String comment() {
        return (quick ? "quick run; " : "") + note;
    }

    private static List<String> measurePeer(Path script) {
        String python = System.getenv().getOrDefault("PYTHON", "python3");
        try {
            Process process = new ProcessBuilder(python, script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> lines;
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                lines = reader.lines().filter(line -> !line.isBlank()).toList();
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException(script + ": expected exit status 0 from " + python + " but received "
                        + process.exitValue() + ". PYTHON names the interpreter that has torch.");
            }
            lines.forEach(System.out::println);
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(python + ": expected a Python with torch but received " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("peer: expected to finish but was interrupted.", e);
        }
    }
}
