package ai.hone.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who takes turns in a case, and how a turn is started.
 *
 * @param name such as Hone, DJL, PyTorch
 * @param precision float32 or bfloat16
 * @param command starts the process that takes a turn; the settings follow it as name=value
 * @param settings what the turn is told
 */
record Contestant(String name, String precision, List<String> command, Map<String, String> settings) {
    private static final String HONE = "Hone";

    /** Enough for the data that lies ready; kernels keep theirs outside the heap. */
    private static final String HEAP = "-Xmx1g";

    static Contestant hone(String precision, Map<String, String> settings) {
        return new Contestant(
                HONE,
                precision,
                List.of(
                        java(),
                        HEAP,
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoneTurn.class.getName()),
                settings);
    }

    static Optional<Contestant> djl(Map<String, String> settings) {
        return javaPeer(
                "DJL",
                "HONE_PEER_DJL",
                "ai.hone.benchmarks.djl.DjlTurn",
                List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"),
                settings);
    }

    static Optional<Contestant> dl4j(Map<String, String> settings) {
        // ND4J takes its native memory's limit from the heap's otherwise.
        return javaPeer(
                "DL4J",
                "HONE_PEER_DL4J",
                "ai.hone.benchmarks.dl4j.Dl4jTurn",
                List.of("-Dorg.bytedeco.javacpp.maxbytes=12g", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"),
                settings);
    }

    /** benchmarks/run names the class path of each Java peer that was asked for, and the Python that has torch. */
    private static Optional<Contestant> javaPeer(
            String name, String variable, String main, List<String> options, Map<String, String> settings) {
        return Optional.ofNullable(System.getenv(variable)).map(classPath -> {
            List<String> command = new ArrayList<>(List.of(java(), HEAP));
            command.addAll(options);
            command.addAll(List.of("-cp", classPath, main));
            return new Contestant(name, "float32", command, settings);
        });
    }

    static Optional<Contestant> pytorch(String script, String precision, Map<String, String> settings) {
        Path file = Runner.ROOT.resolve("parity").resolve(script);
        return Optional.ofNullable(System.getenv("HONE_PEER_PYTORCH"))
                .map(python -> new Contestant("PyTorch", precision, List.of(python, file.toString()), settings));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** For Hone in another task, beside the one that is compared. */
    Contestant renamed(String other) {
        return new Contestant(other, precision, command, settings);
    }

    /** Whether it is what the others are compared with. */
    boolean isReference() {
        return name.equals(HONE);
    }

    String label() {
        return name + " " + precision;
    }
}
