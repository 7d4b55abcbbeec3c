package ai.hone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.CategoryBlock;
import ai.hone.io.Rebuilder.Role;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    @TempDir
    Path folder;

    private static Bundle bundle(String created) {
        return new Bundle(
                new Declaration("net", Map.of("depth", 18, "dropout", 0.5, "classes", 2, "pool", true)),
                new Declaration("image", Map.of("channels", 3)),
                new Declaration(CategoryBlock.KIND, Map.of("vocabulary", List.of("Käse", "b\"c"))),
                List.of(new Declaration("resize", Map.of("size", List.of(32, 32)))),
                List.of(),
                new Declaration("CrossEntropy", Map.of()),
                Map.of("created", created, "seed", 42L, "metrics", Map.of("accuracy", 0.75)));
    }

    private Path written(String name) {
        return written(name, "2026-01-01T00:00:00Z");
    }

    private Path written(String name, String created) {
        try (Scope scope = Scope.inference()) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            state.put("w", Tensor.of(new float[] {1, 2, 3}, 3));
            return bundle(created).write(folder.resolve(name), state);
        }
    }

    @Test
    void comesBackAsItWasWritten() {
        Bundle.Contents read = Bundle.read(written("a.hone"));
        Bundle expected = bundle("2026-01-01T00:00:00Z");
        assertThat(read.bundle().model()).isEqualTo(expected.model());
        assertThat(read.bundle().input()).isEqualTo(expected.input());
        assertThat(read.bundle().target()).isEqualTo(expected.target());
        assertThat(read.bundle().itemTransforms()).isEqualTo(expected.itemTransforms());
        assertThat(read.bundle().batchTransforms()).isEmpty();
        assertThat(read.bundle().loss()).isEqualTo(expected.loss());
        assertThat(read.bundle().notes()).containsEntry("seed", 42).containsEntry("metrics", Map.of("accuracy", 0.75));
        assertThat(read.weights().floats("w")).containsExactly(1, 2, 3);
    }

    @Test
    void theSameBundleGivesTheSameBytesWhateverTheOrderOfSettings() throws IOException {
        Path a = written("a.hone");
        assertThat(written("b.hone")).hasSameBinaryContentAs(a);
        assertThat(Files.readAllBytes(written("c.hone", "2026-01-01T00:00:01Z")))
                .isNotEqualTo(Files.readAllBytes(a));
        String text = new String(Files.readAllBytes(a), StandardCharsets.UTF_8);
        assertThat(text).containsSubsequence("\"classes\"", "\"depth\"", "\"dropout\"", "\"pool\"");
        assertThat(text).contains("\"formatVersion\" : 1");
    }

    @Test
    void settingsAreCopied() {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("a", 1));
        Declaration declaration = new Declaration("k", settings);
        settings.put("b", 2);
        assertThat(declaration.settings()).containsOnlyKeys("a");
        assertThatThrownBy(() -> declaration.settings().put("c", 3)).isInstanceOf(UnsupportedOperationException.class);
    }

    // ---- files that are no bundle ----

    private void refused(Path file, String message) {
        assertThatThrownBy(() -> Bundle.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file + message);
    }

    @Test
    void missingEmptyAndForeignFiles() throws IOException {
        refused(
                folder.resolve("none"),
                ": expected a Hone bundle but received no such file. Check the path and the working directory.");
        refused(folder, ": expected a Hone bundle but received a folder. Name the file that learner.export wrote.");
        String next = ". learner.export writes bundles; learner.save writes weights alone.";
        refused(
                Files.createFile(folder.resolve("empty")),
                ": expected a Hone bundle, which is a zip, but received an empty file" + next);
        refused(
                Files.writeString(folder.resolve("text"), "hello"),
                ": expected a Hone bundle, which is a zip, but received a file that is no zip" + next);
    }

    private Path zip(Map<String, String> entries) throws IOException {
        Path file = folder.resolve("made.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> e : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return file;
    }

    private Path withManifest(String manifest) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("manifest.json", manifest);
        entries.put("weights.safetensors", "weights");
        return zip(entries);
    }

    @Test
    void zipsOfOtherThings() throws IOException {
        String next = ". It was not written by learner.export.";
        refused(
                zip(Map.of("../../etc/passwd", "x")),
                ": expected a Hone bundle with manifest.json but received a zip of [../../etc/passwd]" + next);
        refused(
                zip(Map.of("manifest.json", "{}")),
                ": expected a Hone bundle with weights.safetensors but received a zip of [manifest.json]" + next);
        refused(zip(Map.of()), ": expected a Hone bundle with manifest.json but received a zip of nothing" + next);
        Map<String, String> many = new LinkedHashMap<>();
        List.of("a", "b", "c", "d", "e", "f").forEach(name -> many.put(name, ""));
        refused(
                zip(many),
                ": expected a Hone bundle with manifest.json but received a zip of [a, b, c, d, e] and more" + next);
    }

    @Test
    void aManifestThatInflatesWithoutEnd() throws IOException {
        refused(
                withManifest(" ".repeat((16 << 20) + 1)),
                "!manifest.json: expected at most 16777216 bytes but received more. It was not written by learner.export.");
    }

    @Test
    void otherVersions() throws IOException {
        String next = ". Load it with the version of Hone that wrote it, or export it again.";
        refused(
                withManifest("{\"formatVersion\":2,\"new\":[]}"),
                ": expected bundle format version 1 but received 2" + next);
        refused(withManifest("{}"), ": expected bundle format version 1 but received none" + next);
    }

    @Test
    void manifestsThatAreNone() throws IOException {
        String none = "{\"kind\":\"k\",\"settings\":{}}";
        String parts = "\"input\":" + none + ",\"target\":" + none + ",\"batchTransforms\":[],\"loss\":" + none
                + ",\"notes\":{}";
        String start = "{\"formatVersion\":1,\"weightsSha256\":\"0\",\"bundle\":{";
        for (String manifest : List.of(
                "",
                "[]",
                "hello",
                "{} {}",
                "{\"formatVersion\":1,\"formatVersion\":1}",
                "{\"formatVersion\":1}",
                start + "}}",
                start + parts + ",\"itemTransforms\":[]}}",
                start + parts + ",\"model\":null,\"itemTransforms\":[]}}",
                start + parts + ",\"model\":{\"kind\":\"k\"},\"itemTransforms\":[]}}",
                start + parts + ",\"model\":" + none + ",\"itemTransforms\":[null]}}",
                start + parts + ",\"more\":1,\"model\":" + none + ",\"itemTransforms\":[]}}")) {
            Path file = withManifest(manifest);
            assertThatThrownBy(() -> Bundle.read(file))
                    .as(manifest)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(
                            file + "!manifest.json: expected a bundle's manifest but received other text (")
                    .hasMessageEndingWith("). Export the learner again.");
        }
        Path sound = withManifest(start + parts + ",\"model\":" + none + ",\"itemTransforms\":[]}}");
        assertThatThrownBy(() -> Bundle.read(sound))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(sound + ": expected weights with SHA-256 0 but received ")
                .hasMessageEndingWith(
                        ". The weights are not those that were exported: copy or export the bundle again.");
    }

    // ---- damage ----

    /** As small as they get, for tests that go through every byte. */
    private byte[] smallest() throws IOException {
        Declaration k = new Declaration("k", Map.of());
        Path file = folder.resolve("smallest.hone");
        try (Scope scope = Scope.inference()) {
            Map<String, Tensor> state = Map.of("w", Tensor.of(new float[] {1, 2, 3}, 3));
            new Bundle(k, k, k, List.of(), List.of(), k, Map.of()).write(file, state);
        }
        return Files.readAllBytes(file);
    }

    @Test
    void aBundleCutOffAnywhereIsRefused() throws IOException {
        byte[] file = smallest();
        Path cut = folder.resolve("cut.hone");
        for (int length = 0; length < file.length; length++) {
            Files.write(cut, Arrays.copyOf(file, length));
            String what = length < 2
                    ? "a Hone bundle, which is a zip, "
                    : "a sound zip but received a damaged or truncated one (";
            assertThatThrownBy(() -> Bundle.read(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(cut + ": expected " + what);
        }
    }

    @Test
    void aDamagedByteIsRefusedOrHarmless() throws IOException {
        byte[] file = smallest();
        Bundle whole = Bundle.read(folder.resolve("smallest.hone")).bundle();
        Path damaged = folder.resolve("damaged.hone");
        int[] masks = {0xff, 0x01, 0x80, 0x08};
        int refused = 0;
        for (int at = 0; at < file.length; at++) {
            byte[] bytes = file.clone();
            bytes[at] ^= (byte) masks[at % masks.length];
            Files.write(damaged, bytes);
            try {
                Bundle.Contents read = Bundle.read(damaged);
                assertThat(read.bundle()).as("byte %d", at).isEqualTo(whole);
                assertThat(read.weights().floats("w")).containsExactly(1, 2, 3);
            } catch (CheckpointException e) {
                assertThat(e).hasMessageStartingWith(damaged.toString()).hasMessageContaining(" but received ");
                refused++;
            }
        }
        assertThat(refused).as("most bytes matter").isGreaterThan(file.length * 2 / 3);
    }

    @Test
    void aDirectoryOfTheZipThatPointsBeyondItsEndIsRefused() throws IOException {
        byte[] file = smallest();
        int directory = new String(file, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        int headerOffset = directory + 42;
        file[headerOffset + 1] = 0x7f;
        Path damaged = Files.write(folder.resolve("damaged.hone"), file);
        assertThatThrownBy(() -> Bundle.read(damaged))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(damaged + ": expected a sound zip but received a damaged or truncated one (")
                .hasMessageEndingWith("). Copy or export it again.");
    }

    @Test
    void damagedContentsAreNamed() throws IOException {
        byte[] file = Files.readAllBytes(written("a.hone"));
        String text = new String(file, StandardCharsets.ISO_8859_1);
        file[text.indexOf("image")] = 'x';
        Path damaged = Files.write(folder.resolve("damaged"), file);
        assertThatThrownBy(() -> Bundle.read(damaged))
                .isInstanceOf(CheckpointException.class)
                .hasMessageMatching(
                        "(?s)\\Q" + damaged + "\\E!manifest.json: expected (\\d+) bytes with checksum [0-9a-f]+"
                                + " but received \\1 bytes with checksum [0-9a-f]+\\. The bundle is damaged: copy or export it again\\.");
    }

    @Test
    void settingsThatAreNoDataAreRefusedInWriting() {
        Declaration none = new Declaration("k", Map.of());
        Declaration odd = new Declaration("k", Map.of("thread", new Object()));
        Bundle bundle = new Bundle(odd, none, none, List.of(), List.of(), none, Map.of());
        Path file = folder.resolve("odd.hone");
        assertThatThrownBy(() -> bundle.write(file, Map.of()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file
                        + ": expected settings of strings, numbers, booleans, lists and maps but received others (")
                .hasMessageEndingWith("). Change settings() of the block or transform.");
        assertThat(file).doesNotExist();
    }

    // ---- rebuilding ----

    @Test
    void rebuildsWhatCoreKnows() {
        CategoryBlock block = Bundle.rebuild(Role.TARGET, bundle("").target(), CategoryBlock.class);
        assertThat(block.settings()).isEqualTo(bundle("").target().settings());
    }

    @Test
    void namesKindRoleAndModuleOfWhatNobodyKnows() {
        assertThatThrownBy(() -> Bundle.rebuild(Role.ITEM_TRANSFORM, new Declaration("resize", Map.of()), Object.class))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "bundle: expected a known kind of item transform but received 'resize'. Add the module that defines it"
                                + " to the class path, such as ai.hone:hone-vision, in the version that wrote the bundle.");
    }

    @Test
    void refusesAnObjectOfAnotherType() {
        assertThatThrownBy(() -> Bundle.rebuild(Role.TARGET, bundle("").target(), Runnable.class))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "bundle: expected Runnable for kind '" + CategoryBlock.KIND
                                + "' but received ai.hone.data.CategoryBlock from ai.hone.train.CoreTypes. Correct that Rebuilder.");
    }
}
