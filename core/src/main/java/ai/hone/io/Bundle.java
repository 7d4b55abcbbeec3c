package ai.hone.io;

import ai.hone.tensor.Tensor;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * An export bundle: one zip of {@code manifest.json} and {@code weights.safetensors}. The manifest holds declarations only, so that reading a bundle runs
 * no code of its author's; kinds are rebuilt by the {@link Rebuilder}s on the class path.
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

    private static final String MANIFEST = "manifest.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final int MAX_MANIFEST = 16 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What a file held. */
    public record Contents(Bundle bundle, Safetensors weights) {}

    private record Manifest(int formatVersion, String weightsSha256, Bundle bundle) {}

    // ---- writing ----

    /** Writes the bundle with the given state, complete or not at all. Returns its path. */
    public Path write(Path file, Map<String, Tensor> state) {
        byte[] weights = Safetensors.bytes(state, Map.of("format", "pt"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, MANIFEST, JSON.writeValueAsBytes(new Manifest(FORMAT, sha256(weights), this)));
            put(zip, WEIGHTS, weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return AtomicFile.write(file, bytes.toByteArray());
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- reading ----

    /** @throws CheckpointException if the file is missing, damaged, truncated, or no bundle of this version */
    public static Contents read(Path file) {
        Map<String, byte[]> parts = unzip(file);
        byte[] text = parts.get(MANIFEST);
        if (text == null) {
            throw new CheckpointException(file + ": expected a Hone bundle with " + MANIFEST + " but received "
                    + (parts.isEmpty() ? "a file that is no zip, or an empty or truncated one" : "a zip without it") + ". Export the learner again.");
        }
        Manifest manifest = manifest(file, text);
        byte[] weights = parts.get(WEIGHTS);
        if (weights == null || !sha256(weights).equals(manifest.weightsSha256)) {
            throw new CheckpointException(file + ": expected weights with SHA-256 " + manifest.weightsSha256 + " but received "
                    + (weights == null ? "none" : "others, " + sha256(weights)) + ". The bundle is damaged or truncated: copy or export it again.");
        }
        return new Contents(manifest.bundle, Safetensors.read(weights, file + "!" + WEIGHTS));
    }

    private static Map<String, byte[]> unzip(Path file) {
        Map<String, byte[]> parts = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                int limit = entry.getName().equals(MANIFEST) ? MAX_MANIFEST : entry.getName().equals(WEIGHTS) ? Integer.MAX_VALUE - 16 : 0;
                if (limit > 0) {
                    parts.put(entry.getName(), zip.readNBytes(limit));
                }
            }
            return parts;
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file + ": expected a Hone bundle but received no such file. Check the path and the working directory.", e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": expected a sound zip but received a damaged or truncated one (" + e.getMessage() + "). Copy or export it again.", e);
        }
    }

    private static Manifest manifest(Path file, byte[] text) {
        try {
            Map<String, Object> fields = JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
            if (!Integer.valueOf(FORMAT).equals(fields.get("formatVersion"))) {
                throw new CheckpointException(file + ": expected format version " + FORMAT + " but received " + fields.get("formatVersion")
                        + ". The bundle was written by another version of Hone: load it with that, or export again.");
            }
            Manifest manifest = JSON.readValue(text, Manifest.class);
            if (manifest.weightsSha256 == null || manifest.bundle == null) {
                throw new CheckpointException(file + "!" + MANIFEST + ": expected bundle and weightsSha256 but received neither or one. Export the learner again.");
            }
            return manifest;
        } catch (JacksonException e) {
            throw new CheckpointException(file + "!" + MANIFEST + ": expected a bundle's manifest but received other JSON, or none (" + e.getOriginalMessage() + "). Export the learner again.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- rebuilding ----

    /** The object that a declaration stands for.
     * @throws CheckpointException if no module on the class path knows its kind */
    public static <T> T rebuild(Rebuilder.Role role, Declaration declaration, Class<T> type) {
        for (Rebuilder rebuilder : ServiceLoader.load(Rebuilder.class, Bundle.class.getClassLoader())) {
            Object made = rebuilder.rebuild(role, declaration).orElse(null);
            if (made != null) {
                if (!type.isInstance(made)) {
                    throw new CheckpointException("bundle: expected a " + type.getSimpleName() + " for kind " + declaration.kind() + " but received " + made + ".");
                }
                return type.cast(made);
            }
        }
        throw new CheckpointException("bundle: expected a known kind of " + role.name().toLowerCase(java.util.Locale.ROOT) + " but received '" + declaration.kind()
                + "'. Add the module that defines it to the class path, such as ai.hone:hone-vision, in the version that wrote the bundle.");
    }
}
