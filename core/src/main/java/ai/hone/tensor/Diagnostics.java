package ai.hone.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says which kernels run, and why. {@code java -cp … ai.hone.tensor.Diagnostics} prints it. */
public final class Diagnostics {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** The instruction sets that decide how fast the kernels are. */
    private static final List<String> TELLING_FLAGS = List.of(
            "avx2",
            "fma",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "amx_tile",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "sve",
            "bf16");

    private Diagnostics() {}

    /** The version of Hone, or {@code 0.1.0-SNAPSHOT} when it does not run from its jar. */
    public static String version() {
        @Nullable String version = Diagnostics.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0-SNAPSHOT" : version;
    }

    /** Several lines: versions, machine, the kernels in use, the providers that were found and why they were passed over, warnings. */
    public static String report() {
        StringBuilder text = new StringBuilder();
        line(text, "Hone", version());
        line(
                text,
                "Java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version")
                        + ", heap at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        line(
                text,
                "System",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        line(text, "Processors", String.valueOf(Threads.available()));
        line(text, "Threads", Threads.describe());
        line(text, "Instructions", instructions(CPU_INFO));
        backend(text);
        return text.toString();
    }

    /** Prints the report. */
    public static void main(String[] args) {
        System.out.print(report());
    }

    private static void backend(StringBuilder text) {
        Kernels kernels;
        try {
            kernels = Backend.kernels();
        } catch (IllegalStateException | LinkageError e) {
            Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            line(text, "Kernels", "none. " + cause.getMessage());
            return;
        }
        line(text, "Kernels", kernels.name());
        line(text, "Precision", precision(kernels.lacksBfloat16()));
        candidates(text, Backend.candidates());
        List<String> warnings = kernels.warnings();
        warnings.forEach(w -> line(text, "Warning", w));
        if (warnings.isEmpty()) {
            line(text, "Warnings", "none");
        }
    }

    static String precision(@Nullable String lacksBfloat16) {
        return lacksBfloat16 == null
                ? "AUTO is BFLOAT16 for pictures: the processor multiplies such numbers natively"
                : "AUTO is FLOAT32: " + lacksBfloat16;
    }

    static void candidates(StringBuilder text, List<Backend.Candidate> candidates) {
        for (Backend.Candidate candidate : candidates) {
            String reason = candidate.passedOver();
            line(
                    text,
                    "Provider",
                    candidate.provider().getClass().getName() + ", priority "
                            + candidate.provider().priority() + ": "
                            + (reason == null
                                    ? "chosen, the highest priority that is available"
                                    : "passed over, " + reason));
        }
    }

    /** Of the flags that Linux lists for the first processor, those that matter. */
    static String instructions(Path cpuInfo) {
        if (!Files.isReadable(cpuInfo)) {
            return "not known on this system";
        }
        try (Stream<String> lines = Files.lines(cpuInfo)) {
            List<String> present = lines.filter(l -> l.startsWith("flags") || l.startsWith("Features"))
                    .findFirst()
                    .map(l ->
                            Arrays.asList(l.substring(l.indexOf(':') + 1).trim().split("\\s+")))
                    .orElse(List.of());
            String told = TELLING_FLAGS.stream().filter(present::contains).collect(Collectors.joining(" "));
            return told.isEmpty() ? "none of " + String.join(" ", TELLING_FLAGS) : told;
        } catch (IOException e) {
            return "not readable (" + e.getMessage() + ")";
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-13s %s%n", name, value));
    }
}
