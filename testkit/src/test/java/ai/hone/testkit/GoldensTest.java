package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.DType;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goldens are read as written, compared with a clear message, and refused when damaged. */
final class GoldensTest {
    private Scope scope;

    @TempDir
    Path folder;

    @BeforeEach
    void open() {
        scope = Scope.open(new ReferenceKernels());
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Goldens example() {
        return Goldens.of(GoldensTest.class, "example");
    }

    @Test
    void readsArraysOfEachType() {
        Goldens goldens = example();
        assertThat(goldens.names()).containsExactly("x", "y", "labels", "bytes");
        assertThat(goldens.shape("x")).isEqualTo(Shape.of(2, 3));
        assertThat(goldens.tensor("x").dtype()).isEqualTo(DType.FLOAT32);
        assertThat(goldens.tensor("x").toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5.5f);
        assertThat(goldens.tensor("y").toDoubleArray()).containsExactly(0.1, -2e30);
        assertThat(goldens.tensor("labels").dtype()).isEqualTo(DType.INT64);
        assertThat(goldens.tensor("bytes").toLongArray()).containsExactly(0, 255);
        assertThat(goldens.provenance()).containsEntry("seed", 0);
    }

    @Test
    void comparesWithATolerance() {
        Goldens goldens = example();
        assertThatCode(() -> goldens.assertClose(goldens.tensor("x").mul(1 + 1e-6), "x", 1e-5))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> goldens.assertClose(Tensor.of(new float[] {0, 1, 2, 3, 4.5f, 6.5f}, 2, 3), "x", 1e-5))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "goldens example, x: expected 5.50000000 within 5.50e-05 at element 5 of [2, 3] but received 6.50000000,"
                                + " the worst of them. Written by example.py, not kept.");
        assertThatThrownBy(() -> goldens.assertClose(Tensor.full(Double.NaN, DType.FLOAT64, 2), "y", 1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but received NaN");
        assertThatThrownBy(() -> goldens.assertClose(Tensor.zeros(3, 2), "x", 1))
                .hasMessage("goldens example, x: expected [2, 3] but received [3, 2].");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> example().tensor("z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("goldens example: expected one of [x, y, labels, bytes] but received 'z'.");
        assertThatThrownBy(() -> Goldens.of(GoldensTest.class, "nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected the resource nothing.safetensors beside ai.hone.testkit.GoldensTest")
                .hasMessageContaining("Put it in src/test/resources/ai/hone/testkit.");
        assertThatThrownBy(() -> Goldens.of(folder.resolve("none.safetensors")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("expected none.safetensors and none.json side by side");
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        byte[] whole =
                GoldensTest.class.getResourceAsStream("example.safetensors").readAllBytes();
        assertThatThrownBy(() -> written(Arrays.copyOf(whole, whole.length - 1), "{\"script\": \"s\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "goldens cut, bytes: expected 2 bytes within 65 but received 64 … 66. The file is cut or damaged.");
        assertThatThrownBy(() -> written("version https".getBytes(StandardCharsets.UTF_8), "{\"script\": \"s\"}"))
                .hasMessageContaining("goldens cut: expected a safetensors file but received 13 bytes");
        assertThatThrownBy(() -> written(new byte[3], "{\"script\": \"s\"}"))
                .hasMessageContaining("but received 3 bytes");
        assertThatThrownBy(() -> written(whole, "{\"seed\": 1}"))
                .hasMessage(
                        "goldens cut.json: expected a field \"script\" but received [seed]. Goldens say how they can be made again.");
        assertThatThrownBy(() -> written(whole, "["))
                .hasMessageContaining("goldens cut.json: expected a JSON object but received");
    }

    private Goldens written(byte[] arrays, String note) throws IOException {
        Path file = folder.resolve("cut.safetensors");
        Files.write(file, arrays);
        Files.writeString(folder.resolve("cut.json"), note);
        return Goldens.of(file);
    }
}
