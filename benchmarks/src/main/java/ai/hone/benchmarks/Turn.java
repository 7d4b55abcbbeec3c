package ai.hone.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One contestant's turn, a process of its own: told what to do by arguments {@code name=value}, it tells {@link Runner} what it measured
 * on standard output, in lines that begin with @. The Java peers compile this file too; parity/turn.py is the same for Python.
 */
public final class Turn {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Map<String, String> settings = new HashMap<>();
    private final List<Double> samples = new ArrayList<>();
    private int stamps;
    private long last;

    public Turn(String[] arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("turn: expected name=value but received " + argument + ".");
            }
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
    }

    public String text(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("turn: expected " + name + "=… but received " + settings + ".");
        }
        return value;
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** Begins the first step; what lies before is not measured. */
    public void start() {
        last = System.nanoTime();
    }

    /** Ends a step and begins the next. The first {@code warmUp} steps do not count. */
    public void stamp() {
        long now = System.nanoTime();
        record((now - last) / 1e6);
        last = now;
    }

    /** As {@link #stamp}, for a step that was timed elsewhere. */
    public void record(double milliseconds) {
        if (stamps++ >= number("warmUp")) {
            samples.add(milliseconds);
        }
    }

    /** Whether every step that was asked for has been measured. */
    public boolean done() {
        return samples.size() >= number("steps");
    }

    /** Ends the turn: tells the samples, what ran, and the most memory that this process ever held. */
    public void finish(String runtime) {
        StringBuilder text = new StringBuilder();
        samples.forEach(sample -> text.append(String.format(Locale.ROOT, "@sample %.6f%n", sample)));
        text.append("@runtime ").append(runtime).append(System.lineSeparator());
        text.append("@peak ").append(peakKibibytes()).append(System.lineSeparator());
        System.out.print(text);
        System.out.flush();
        // Some engines keep threads that are no daemons.
        System.exit(0);
    }

    /** Ends the turn of a contestant that this machine cannot run, such as bfloat16 where the processor has none. */
    public static void unavailable(String reason) {
        System.out.println("@unavailable " + reason.replaceAll("\\s+", " "));
        System.out.flush();
        System.exit(0);
    }

    /** The peak of the resident set, 0 where the system does not say. */
    private static long peakKibibytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
