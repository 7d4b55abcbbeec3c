package ai.hone.io;

import ai.hone.tensor.Tensor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * An export bundle: one zip of {@code manifest.json} and {@code weights.safetensors}. The manifest holds declarations only, so that reading a bundle runs
 * no code of its author's; kinds are rebuilt by the {@link Rebuilder}s on the class path. The same bundle and state give the same bytes.
 *
 * @param model the architecture
 * @param input how values are encoded
 * @param target how outputs are decoded
 * @param itemTransforms what happens to a value first
 * @param batchTransforms what happens to a batch of values
 * @param loss whose activation outputs go through
 * @param notes metrics at export, versions, seed, time: for people
 */
public record Bundle(
        Declaration model,
        Declaration input,
        Declaration target,
        List<Declaration> itemTransforms,
        List<Declaration> batchTransforms,
        Declaration loss,
        Map<String, Object> notes) {
    /** The version that this library writes, and the only one it reads. */
    public static final int FORMAT = 1;

    private static final String MANIFEST = BundleFile.MANIFEST;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            // Map.of has another order in each run.
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** Copies lists and notes. */
    public Bundle {
        itemTransforms = List.copyOf(itemTransforms);
        batchTransforms = List.copyOf(batchTransforms);
        notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    }

    /** What a file held. */
    public record Contents(Bundle bundle, Safetensors weights) {}

    private record Manifest(int formatVersion, String weightsSha256, Bundle bundle) {}

    // ---- writing ----

    /** Writes the bundle with the given state, complete or not at all. Returns its path.
     * @throws CheckpointException if a setting cannot be written as data */
    public Path write(Path file, Map<String, Tensor> state) {
        byte[] weights = Safetensors.bytes(state, Map.of("format", "pt"));
        BundleFile.Parts parts = new BundleFile.Parts(manifest(file, weights), weights);
        return AtomicFile.write(file, out -> BundleFile.write(out, parts));
    }

    private byte[] manifest(Path file, byte[] weights) {
        try {
            String text = JSON.writeValueAsString(new Manifest(FORMAT, sha256(weights), this));
            return text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file + ": expected settings of strings, numbers, booleans, lists and maps but received others ("
                            + e.getOriginalMessage() + "). Change settings() of the block or transform.",
                    e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java: expected SHA-256, which every Java has, but received none.", e);
        }
    }

    // ---- reading ----

    /** @throws CheckpointException if the file is missing, damaged, truncated, or no bundle of this version */
    public static Contents read(Path file) {
        BundleFile.Parts parts = BundleFile.read(file);
        Manifest manifest = manifest(file, new String(parts.manifest(), StandardCharsets.UTF_8));
        String sha256 = sha256(parts.weights());
        if (!sha256.equals(manifest.weightsSha256)) {
            throw new CheckpointException(file + ": expected weights with SHA-256 " + manifest.weightsSha256
                    + " but received " + sha256
                    + ". The weights are not those that were exported: copy or export the bundle again.");
        }
        return new Contents(manifest.bundle, Safetensors.read(parts.weights(), file + "!" + BundleFile.WEIGHTS));
    }

    private static Manifest manifest(Path file, String text) {
        try {
            Map<String, Object> fields = JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
            Object version = fields.get("formatVersion");
            if (!Integer.valueOf(FORMAT).equals(version)) {
                throw new CheckpointException(file + ": expected bundle format version " + FORMAT + " but received "
                        + (version == null ? "none" : version)
                        + ". Load it with the version of Hone that wrote it, or export it again.");
            }
            return JSON.readValue(text, Manifest.class);
        } catch (JsonProcessingException e) {
            String problem = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new CheckpointException(
                    file + "!" + MANIFEST + ": expected a bundle's manifest but received other text (" + problem
                            + "). Export the learner again.",
                    e);
        }
    }

    // ---- rebuilding ----

    /** The object that a declaration stands for.
     * @throws CheckpointException if no module on the class path knows its kind */
    public static <T> T rebuild(Rebuilder.Role role, Declaration declaration, Class<T> type) {
        for (Rebuilder rebuilder : ServiceLoader.load(Rebuilder.class, Bundle.class.getClassLoader())) {
            Object made = rebuilder.rebuild(role, declaration).orElse(null);
            if (type.isInstance(made)) {
                return type.cast(made);
            }
            if (made != null) {
                throw new CheckpointException("bundle: expected " + type.getSimpleName() + " for kind '"
                        + declaration.kind() + "' but received "
                        + made.getClass().getName() + " from "
                        + rebuilder.getClass().getName() + ". Correct that Rebuilder.");
            }
        }
        throw new CheckpointException(
                "bundle: expected a known kind of "
                        + role.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " but received '"
                        + declaration.kind()
                        + "'. Add the module that defines it to the class path, such as ai.hone:hone-vision, in the version that wrote the bundle.");
    }
}
