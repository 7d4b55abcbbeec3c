package ai.hone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.hone.io.SafetensorsWriter.Array;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsErrorsTest {
    private static final String NEXT = ". The file is damaged, or no safetensors file: fetch or write it again.";

    @TempDir
    Path folder;

    private static void refused(byte[] file, String expectedAndReceived) {
        assertThatThrownBy(() -> Safetensors.read(file, "w"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("w: expected " + expectedAndReceived + NEXT);
    }

    private static void refused(String header, String expectedAndReceived) {
        refused(Crafted.file(header), expectedAndReceived);
    }

    @Test
    void missingFile() {
        Path file = folder.resolve("none");
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        file
                                + ": expected a safetensors file but received no such file. Check the path and the working directory.");
    }

    @Test
    void aFolder() {
        assertThatThrownBy(() -> Safetensors.read(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(folder + ": expected a readable safetensors file but received ");
    }

    @Test
    void emptyFile() throws IOException {
        Path file = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file + ": expected at least 8 bytes but received 0 bytes" + NEXT);
    }

    @Test
    void headerLengths() {
        String bounds = "a header length of 2 … 100000000 bytes that the file holds but received ";
        byte[] text = {'{', '}'};
        refused(Crafted.withLength(3, text), bounds + "3 with 2 bytes after it");
        refused(Crafted.withLength(0, text), bounds + "0 with 2 bytes after it");
        refused(Crafted.withLength(-1, text), bounds + "18446744073709551615 with 2 bytes after it");
    }

    @Test
    void headersThatAreNoHeader() {
        refused("[1]", "a JSON object as header but received JSON of type ARRAY");
        refused("    ", "a JSON object as header but received JSON of type MISSING");
        refused(Crafted.withLength(2, new byte[] {'{', (byte) 0xff}), "a header in UTF-8 but received other bytes");
        assertMessage("{\"a\":", "w: expected a JSON header but received text that is none (Unexpected end-of-input");
        assertMessage("{} {}", "w: expected a JSON header but received text that is none (");
        assertMessage("[".repeat(5000), "w: expected a JSON header but received text that is none (");
        String twice =
                "{" + Crafted.entry("a", "U8", "[0]", "[0,0]") + "," + Crafted.entry("a", "U8", "[0]", "[0,0]") + "}";
        assertMessage(twice, "w: expected a JSON header but received text that is none (Duplicate field 'a'");
    }

    private static void assertMessage(String header, String start) {
        assertThatThrownBy(() -> Safetensors.read(Crafted.file(header), "w"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(start)
                .hasMessageEndingWith(NEXT);
    }

    @Test
    void metadataThatIsNone() {
        refused("{\"__metadata__\":3}", "an object of strings as __metadata__ but received 3");
        refused("{\"__metadata__\":{\"a\":1}}", "a string for __metadata__.a but received 1");
    }

    @Test
    void entriesThatAreNone() {
        refused("{\"a\":{}}", "dtype, shape and data_offsets for a but received {}");
        refused(
                "{" + Crafted.entry("a", "C64", "[]", "[0,8]") + "}",
                "one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL for a but received C64");
        String dims = "dimensions of 0 or more, and less than 2 GB, for a but received ";
        for (String shape : new String[] {"[-1]", "[1.5]", "[\"2\"]", "[65536,65536]", "[18446744073709551617]"}) {
            refused("{" + Crafted.entry("a", "U8", shape, "[0,1]") + "}", dims + shape);
        }
    }

    @Test
    void offsetsThatDoNotFit() {
        for (String offsets :
                new String[] {"[0,7]", "[-8,0]", "[8,0]", "[0.5,8]", "[9223372036854775807,-9223372036854775801]"}) {
            refused(
                    "{" + Crafted.entry("a", "F32", "[2]", offsets) + "}",
                    "8 bytes for a [2] F32 but received offsets " + offsets);
        }
    }

    @Test
    void layouts() {
        String a = Crafted.entry("a", "U8", "[2]", "[0,2]");
        String hole = "{" + a + "," + Crafted.entry("b", "U8", "[1]", "[3,4]") + "}";
        refused(
                Crafted.file(hole, 1, 2, 3, 4),
                "the values of b at offset 2 but received offset 3, which leaves a hole");
        String overlap = "{" + a + "," + Crafted.entry("b", "U8", "[2]", "[1,3]") + "}";
        refused(
                Crafted.file(overlap, 1, 2, 3),
                "the values of b at offset 2 but received offset 1, where they overlap others");
        refused(Crafted.file("{" + a + "}", 1), "2 bytes of values but received 1: the file is cut off");
        refused(
                Crafted.file("{" + a + "}", 1, 2, 3),
                "2 bytes of values but received 3: the file goes on after its last array");
    }

    @Test
    void unknownName() {
        Safetensors read = Safetensors.read(Crafted.file("{" + Crafted.entry("a", "U8", "[0]", "[0,0]") + "}"), "w");
        assertThatThrownBy(() -> read.floats("b"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "w: expected an entry b but received none among 1 entries. The file belongs to something else.");
    }

    @Test
    void theFormatsOwnNameIsRefusedInWriting() {
        Map<String, Array> arrays = Map.of("__metadata__", SafetensorsTest.array(ElementType.U8, new byte[1], 1));
        assertThatThrownBy(() -> SafetensorsWriter.of(arrays, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "safetensors: expected names of arrays but received __metadata__, which the format keeps for itself. Rename the entry.");
    }

    private static byte[] sound() throws IOException {
        return SafetensorsTest.bytes(
                Map.of("layer.weight", SafetensorsTest.array(ElementType.F32, new byte[24], 2, 3)), Map.of("a", "b"));
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] file = sound();
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> Safetensors.read(cut, "cut"))
                    .as("cut at %d", length)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("cut: expected ");
        }
    }

    @Test
    void damagedBytesGiveNoOtherException() throws IOException {
        byte[] file = sound();
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = file.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Throwable thrown = catchThrowable(() -> {
                Safetensors read = Safetensors.read(damaged, "damaged");
                read.names().forEach(read::floats);
            });
            if (thrown != null) {
                assertThat(thrown)
                        .as(new String(damaged, StandardCharsets.ISO_8859_1))
                        .isInstanceOf(CheckpointException.class);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2000);
    }
}
