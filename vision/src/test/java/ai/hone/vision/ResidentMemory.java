package ai.hone.vision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process holds of the machine's memory, after a garbage collection; 0 where the system does not tell. */
final class ResidentMemory {
    private ResidentMemory() {}

    static long bytes() throws java.io.UncheckedIOException {
        System.gc();
        Path status = Path.of("/proc/self/status");
        try {
            return !Files.exists(status)
                    ? 0
                    : Files.readAllLines(status).stream()
                            .filter(l -> l.startsWith("VmRSS:"))
                            .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10)
                            .findFirst()
                            .orElse(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
