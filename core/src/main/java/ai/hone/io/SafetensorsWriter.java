package ai.hone.io;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Writes named arrays in the safetensors format, one array in memory at a time. */
final class SafetensorsWriter {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ALIGNMENT = 8;

    /** An array whose little-endian values are fetched when they are written. */
    record Array(ElementType type, Shape shape, Supplier<byte[]> values) {
        static Array of(Tensor tensor) {
            return switch (tensor.dtype()) {
                case FLOAT32 -> new Array(ElementType.F32, tensor.shape(), () -> floats(tensor.toFloatArray()));
                case FLOAT64 -> new Array(ElementType.F64, tensor.shape(), () -> doubles(tensor.toDoubleArray()));
                default -> new Array(ElementType.I64, tensor.shape(), () -> longs(tensor.toLongArray()));
            };
        }

        long bytes() {
            return Math.multiplyExact(shape.size(), type.bytes());
        }
    }

    private final Map<String, Array> arrays;
    private final byte[] header;
    private final long size;

    private SafetensorsWriter(Map<String, Array> arrays, Map<String, String> metadata) {
        this.arrays = arrays;
        this.header = header(arrays, metadata);
        this.size = Long.BYTES
                + header.length
                + arrays.values().stream().mapToLong(Array::bytes).sum();
    }

    /** Of arrays in the map's order, with metadata sorted by key, so that the same input gives the same bytes. */
    static SafetensorsWriter of(Map<String, Array> arrays, Map<String, String> metadata) {
        return new SafetensorsWriter(arrays, metadata);
    }

    static SafetensorsWriter ofTensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, Array> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> arrays.put(name, Array.of(tensor)));
        return of(arrays, metadata);
    }

    /** Bytes of the whole file. */
    long size() {
        return size;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(little(Long.BYTES).putLong(header.length).array());
        out.write(header);
        for (Array array : arrays.values()) {
            out.write(array.values.get());
        }
    }

    private static byte[] header(Map<String, Array> arrays, Map<String, String> metadata) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode notes = root.putObject(SafetensorsHeader.METADATA);
            new TreeMap<>(metadata).forEach(notes::put);
        }
        long at = 0;
        for (Map.Entry<String, Array> e : arrays.entrySet()) {
            if (e.getKey().equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException("safetensors: expected names of arrays but received "
                        + SafetensorsHeader.METADATA + ", which the format keeps for itself. Rename the entry.");
            }
            ObjectNode node = root.putObject(e.getKey());
            node.put("dtype", e.getValue().type.name());
            ArrayNode dims = node.putArray("shape");
            Arrays.stream(e.getValue().shape.dims()).forEach(dims::add);
            node.putArray("data_offsets").add(at).add(at + e.getValue().bytes());
            at += e.getValue().bytes();
        }
        return padded(root.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] padded(byte[] text) {
        byte[] padded = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    static byte[] floats(float[] values) {
        ByteBuffer buffer = little(Math.multiplyExact(values.length, Float.BYTES));
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    static byte[] doubles(double[] values) {
        ByteBuffer buffer = little(Math.multiplyExact(values.length, Double.BYTES));
        buffer.asDoubleBuffer().put(values);
        return buffer.array();
    }

    static byte[] longs(long[] values) {
        ByteBuffer buffer = little(Math.multiplyExact(values.length, Long.BYTES));
        buffer.asLongBuffer().put(values);
        return buffer.array();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
