package ai.hone.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Contestants of a case taking turns: A B C A B C …, each turn in a process of its own, so that a drift of the machine meets all alike. */
final class Session {
    private final Options options;

    Session(Options options) {
        this.options = options;
    }

    List<Tally> run(Case measured) {
        List<Tally> tallies = measured.contestants().stream().map(Tally::new).toList();
        for (int round = 1; round <= options.rounds; round++) {
            for (Tally tally : tallies) {
                if (tally.trouble().isEmpty()) {
                    System.out.printf(
                            "  round %d of %d  %-32s",
                            round, options.rounds, tally.contestant().label());
                    System.out.flush();
                    turn(tally);
                    System.out.println(tally.trouble().isEmpty() ? tally.lastRound() : tally.trouble());
                }
            }
        }
        return tallies;
    }

    private void turn(Tally tally) {
        List<String> command = new ArrayList<>(tally.contestant().command());
        tally.contestant().settings().forEach((name, value) -> command.add(name + "=" + value));
        try {
            Path errors = Files.createTempFile("hone-benchmark", ".log");
            try {
                Process process = process(command, errors);
                List<String> lines;
                try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                    lines = reader.lines().toList();
                }
                if (process.waitFor() == 0) {
                    tally.add(lines);
                } else {
                    tally.fail("exit status " + process.exitValue());
                    System.err.println();
                    lines.forEach(System.err::println);
                    Files.readAllLines(errors).forEach(System.err::println);
                }
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + ": expected it to start but received " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("benchmark: expected a turn to end but was interrupted.", e);
        }
    }

    private Process process(List<String> command, Path errors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        options.threads.ifPresent(n -> builder.environment().put("OMP_NUM_THREADS", n.toString()));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process;
    }
}
