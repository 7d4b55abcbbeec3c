package ai.hone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.DType;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void readsAHandWrittenFile() {
        byte[] file = Crafted.file(
                "{\"__metadata__\":{\"format\":\"pt\"}," + Crafted.entry("b", "F32", "[2]", "[2,10]") + ","
                        + Crafted.entry("a", "F16", "[]", "[0,2]") + "}  ",
                0x00,
                0xc0,
                0x00,
                0x00,
                0x80,
                0x3f,
                0x00,
                0x00,
                0x20,
                0xc1);
        Safetensors read = Safetensors.read(file, "golden");
        assertThat(read.names()).containsExactly("b", "a");
        assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
        assertThat(read.shape("a")).isEqualTo(Shape.SCALAR);
        assertThat(read.dtype("a")).isEqualTo("F16");
        assertThat(read.floats("a")).containsExactly(-2f);
        assertThat(read.floats("b")).containsExactly(1f, -10f);
        assertThat(read.contains("c")).isFalse();
        assertThat(read).hasToString("Safetensors(golden, 2 entries)");
    }

    @Test
    void writesTheBytesOfTheSpecification() throws IOException {
        String header = "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"}," + Crafted.entry("w", "F32", "[1,2]", "[0,8]")
                + "," + Crafted.entry("n", "I64", "[]", "[8,16]") + "}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        byte[] expected = Crafted.file(padded, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 7, 0, 0, 0, 0, 0, 0, 0);
        Map<String, SafetensorsWriter.Array> arrays = new LinkedHashMap<>();
        arrays.put("w", array(ElementType.F32, SafetensorsWriter.floats(new float[] {1, -2}), 1, 2));
        arrays.put("n", array(ElementType.I64, SafetensorsWriter.longs(new long[] {7})));
        assertThat(bytes(arrays, Map.of("b", "2", "a", "1"))).isEqualTo(expected);
    }

    @Test
    void convertsEveryType() {
        assertThat(one("F64", "0", "0", "0", "0", "0", "0", "f8", "3f")).isEqualTo(1.5);
        assertThat(one("F32", "0", "0", "c0", "bf")).isEqualTo(-1.5);
        assertThat(one("BF16", "c0", "3f")).isEqualTo(1.5);
        assertThat(one("F16", "ff", "7b")).isEqualTo(65504);
        assertThat(one("I64", "fe", "ff", "ff", "ff", "ff", "ff", "ff", "ff")).isEqualTo(-2);
        assertThat(one("I32", "fe", "ff", "ff", "ff")).isEqualTo(-2);
        assertThat(one("I16", "fe", "ff")).isEqualTo(-2);
        assertThat(one("I8", "fe")).isEqualTo(-2);
        assertThat(one("U8", "fe")).isEqualTo(254);
        assertThat(one("BOOL", "1")).isEqualTo(1);
    }

    private static double one(String dtype, String... hex) {
        int[] values = new int[hex.length];
        for (int i = 0; i < hex.length; i++) {
            values[i] = Integer.parseInt(hex[i], 16);
        }
        byte[] file = Crafted.file("{" + Crafted.entry("x", dtype, "[1]", "[0," + hex.length + "]") + "}", values);
        Safetensors read = Safetensors.read(file, dtype);
        double value = read.doubles("x")[0];
        assertThat(read.floats("x")[0]).isEqualTo((float) value);
        assertThat(read.longs("x")[0]).isEqualTo((long) value);
        return value;
    }

    @Test
    void halfFollowsIeee754() {
        assertThat(ElementType.half((short) 0x0001)).isEqualTo(0x1p-24);
        assertThat(ElementType.half((short) 0x03ff)).isEqualTo(1023 * 0x1p-24);
        assertThat(ElementType.half((short) 0x0400)).isEqualTo(0x1p-14);
        assertThat(ElementType.half((short) 0x3555)).isEqualTo(1 / 3.0, within(1e-4));
        assertThat(ElementType.half((short) 0x7c00)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(ElementType.half((short) 0xfc00)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(ElementType.half((short) 0x7e00)).isNaN();
        assertThat(Double.doubleToRawLongBits(ElementType.half((short) 0x8000))).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void longsKeepAllTheirDigits() throws IOException {
        long[] values = {Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1};
        byte[] file = bytes(Map.of("n", array(ElementType.I64, SafetensorsWriter.longs(values), 3)), Map.of());
        assertThat(Safetensors.read(file, "longs").longs("n")).containsExactly(values);
    }

    @Test
    void returnsAnyArraysItWasGiven() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            Map<String, SafetensorsWriter.Array> arrays = randomArrays(new SplittableRandom(seed));
            Map<String, String> metadata = seed % 2 == 0 ? Map.of() : Map.of("größe", "\"{" + seed + "}\n");
            byte[] file = bytes(arrays, metadata);
            assertThat(bytes(arrays, metadata)).isEqualTo(file);
            assertThat(ByteBuffer.wrap(file).get(0) % 8).as("aligned header").isZero();
            Safetensors read = Safetensors.read(file, "seed " + seed);
            assertThat(read.names()).containsExactlyElementsOf(arrays.keySet());
            assertThat(read.metadata()).isEqualTo(metadata);
            arrays.forEach((name, array) -> assertSame(read, name, array));
        }
    }

    private static Map<String, SafetensorsWriter.Array> randomArrays(SplittableRandom random) {
        Map<String, SafetensorsWriter.Array> arrays = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            ElementType type = ElementType.values()[random.nextInt(ElementType.values().length)];
            long[] dims = random.longs(random.nextInt(4), 0, 5).toArray();
            byte[] values = new byte[(int) Shape.of(dims).size() * type.bytes()];
            random.nextBytes(values);
            arrays.put("näme \"" + i + "\".weight", array(type, values, dims));
        }
        return arrays;
    }

    private static void assertSame(Safetensors read, String name, SafetensorsWriter.Array array) {
        assertThat(read.dtype(name)).isEqualTo(array.type().name());
        assertThat(read.shape(name)).isEqualTo(array.shape());
        ByteBuffer raw = ByteBuffer.wrap(array.values().get()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        double[] expected = new double[(int) array.shape().size()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = array.type().number(raw, i * array.type().bytes());
        }
        assertThat(read.doubles(name)).containsExactly(expected);
    }

    @Test
    void writesTensorsToAFile() {
        Path file = folder.resolve("deep/er/weights.safetensors");
        try (Scope scope = Scope.inference()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("f", Tensor.of(new float[] {1.5f, -0f, Float.NaN}, 3, 1));
            tensors.put("d", Tensor.of(new double[] {Math.PI}, 1));
            tensors.put("l", Tensor.of(new long[] {3, -4}, 2));
            tensors.put("u", Tensor.of(new byte[] {-1, 2}, DType.UINT8, 2));
            assertThat(Safetensors.write(file, tensors, Map.of("k", "v"))).isEqualTo(file);
            assertThat(file).hasBinaryContent(Safetensors.bytes(tensors, Map.of("k", "v")));
        }
        Safetensors read = Safetensors.read(file);
        assertThat(read.where()).isEqualTo(file.toString());
        assertThat(read.floats("f")).containsExactly(1.5f, -0f, Float.NaN);
        assertThat(read.doubles("d")).containsExactly(Math.PI);
        assertThat(read.longs("l")).containsExactly(3, -4);
        assertThat(read.dtype("u")).isEqualTo("I64");
        assertThat(read.longs("u")).containsExactly(255, 2);
    }

    @Test
    void keepsAnOpenFileWhenItIsWrittenAnew() throws IOException {
        Path file = folder.resolve("w.safetensors");
        try (Scope scope = Scope.inference()) {
            Safetensors.write(file, Map.of("w", Tensor.of(new float[] {1}, 1)), Map.of());
            Safetensors before = Safetensors.read(file);
            Safetensors.write(file, Map.of("w", Tensor.of(new float[] {2}, 1)), Map.of());
            assertThat(before.floats("w")).containsExactly(1);
            assertThat(Safetensors.read(file).floats("w")).containsExactly(2);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    static SafetensorsWriter.Array array(ElementType type, byte[] values, long... dims) {
        return new SafetensorsWriter.Array(type, Shape.of(dims), () -> values);
    }

    static byte[] bytes(Map<String, SafetensorsWriter.Array> arrays, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafetensorsWriter writer = SafetensorsWriter.of(arrays, metadata);
        writer.writeTo(out);
        assertThat(writer.size()).isEqualTo(out.size());
        return out.toByteArray();
    }

    @Test
    void anEmptyFileOfArraysIsSound() throws IOException {
        byte[] file = bytes(Map.of(), Map.of());
        assertThat(new String(file, 8, 8, StandardCharsets.UTF_8)).isEqualTo("{}      ");
        assertThat(Safetensors.read(file, "empty").names()).isEmpty();
    }
}
