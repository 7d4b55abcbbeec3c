package ai.hone.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where figures were measured.
 *
 * @param cpu the processor's model
 * @param cores that the JVM sees
 * @param instructions those that decide how fast kernels are: AVX2, AVX-512 and AMX with their kinds
 */
record Machine(String cpu, int cores, String instructions) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    static Machine here() {
        List<String> lines = Files.isReadable(CPU_INFO) ? read(CPU_INFO) : List.of();
        String told = Arrays.stream(value(lines, "flags", "").split("\\s+"))
                .filter(flag -> flag.equals("avx2") || flag.startsWith("avx512") || flag.startsWith("amx"))
                .collect(Collectors.joining(" "));
        return new Machine(
                value(lines, "model name", System.getProperty("os.name") + " " + System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                told);
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": expected a readable file but received " + e + ".", e);
        }
    }

    private static String value(List<String> lines, String name, String otherwise) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .orElse(otherwise);
    }

    /** For file names, such as {@code intel-xeon-processor-2}. */
    String slug() {
        String words = (cpu + " " + cores).toLowerCase(Locale.ROOT).replaceAll("\\(r\\)|\\(tm\\)|@.*ghz", " ");
        return words.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
