package ai.hone.io;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named arrays in the safetensors format: 8 bytes of little-endian header length, a JSON header, raw little-endian values. Reading checks everything and
 * runs nothing; files up to 2 GB are mapped, so opening is cheap. Source: the format's specification in Hugging Face's safetensors, version 0.4.
 */
public final class Safetensors {
    private static final long MAX_HEADER = 100_000_000;
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private record Entry(String dtype, Shape shape, int begin, int end) {}

    private final String where;
    private final ByteBuffer data;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private Safetensors(String where, ByteBuffer data, Map<String, Entry> entries, Map<String, String> metadata) {
        this.where = where;
        this.data = data;
        this.entries = entries;
        this.metadata = metadata;
    }

    // ---- reading ----

    /** Opens a file.
     * @throws CheckpointException if it is missing or no sound safetensors file */
    public static Safetensors read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw broken(file.toString(), "a file of at most 2 GB", channel.size() + " bytes");
            }
            return parse(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file + ": expected a safetensors file but received no such file. Check the path and the working directory.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": expected a readable safetensors file but received " + e + ".", e);
        }
    }

    /** Reads from memory.
     * @param where names the source in messages */
    public static Safetensors read(byte[] bytes, String where) {
        return parse(where, ByteBuffer.wrap(bytes));
    }

    private static Safetensors parse(String where, ByteBuffer all) {
        all.order(ByteOrder.LITTLE_ENDIAN);
        if (all.limit() < 8) {
            throw broken(where, "at least 8 bytes", all.limit() + " bytes");
        }
        long length = all.getLong(0);
        if (length < 2 || length > MAX_HEADER || length > all.limit() - 8L) {
            throw broken(where, "a header of 2 … " + Math.min(MAX_HEADER, all.limit() - 8L) + " bytes", "a header length of " + length);
        }
        byte[] header = new byte[(int) length];
        all.get(8, header);
        ByteBuffer data = all.slice(8 + (int) length, all.limit() - 8 - (int) length).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        json(where, header).properties().forEach(field -> {
            if (field.getKey().equals("__metadata__")) {
                field.getValue().properties().forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                entries.put(field.getKey(), entry(where, field.getKey(), field.getValue()));
            }
        });
        checkLayout(where, entries, data.limit());
        return new Safetensors(where, data, entries, metadata);
    }

    private static ObjectNode json(String where, byte[] header) {
        try {
            JsonNode node = JSON.readTree(header);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw broken(where, "a JSON object as header", String.valueOf(node.getNodeType()));
        } catch (JacksonException e) {
            throw new CheckpointException(where + ": expected a JSON header but received text that is none (" + e.getOriginalMessage() + "). " + NEXT, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String where, String name, JsonNode node) {
        JsonNode dtype = node.path("dtype");
        JsonNode offsets = node.path("data_offsets");
        JsonNode dims = node.path("shape");
        if (!dtype.isTextual() || !dims.isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw broken(where, "dtype, shape and data_offsets for " + name, node.toString());
        }
        int width = width(dtype.asText());
        if (width == 0) {
            throw broken(where, "one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL for " + name, dtype.asText());
        }
        long[] shape = new long[dims.size()];
        long size = width;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dims.get(i).asLong(-1);
            if (shape[i] < 0 || (size > 0 && shape[i] > Integer.MAX_VALUE / size)) {
                throw broken(where, "dimensions of 0 or more, and less than 2 GB, for " + name, dims.toString());
            }
            size *= shape[i];
        }
        long begin = offsets.get(0).asLong(-1);
        long end = offsets.get(1).asLong(-1);
        if (begin < 0 || end > Integer.MAX_VALUE || end - begin != size) {
            throw broken(where, size + " bytes for " + name + " " + Shape.of(shape) + " " + dtype.asText(), "offsets " + offsets);
        }
        return new Entry(dtype.asText(), Shape.of(shape), (int) begin, (int) end);
    }

    private static void checkLayout(String where, Map<String, Entry> entries, int size) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.comparingInt((Map.Entry<String, Entry> e) -> e.getValue().begin).thenComparingInt(e -> e.getValue().end));
        int at = 0;
        for (Map.Entry<String, Entry> e : sorted) {
            if (e.getValue().begin != at) {
                throw broken(where, "the values of " + e.getKey() + " at offset " + at, "offset " + e.getValue().begin + " (values overlap or leave a hole)");
            }
            at = e.getValue().end;
        }
        if (at != size) {
            throw broken(where, at + " bytes of values", size + " bytes (the file is cut off, or more was appended)");
        }
    }

    private static final String NEXT = "The file is damaged, or no safetensors file: fetch or write it again.";

    private static CheckpointException broken(String where, String expected, String received) {
        return new CheckpointException(where + ": expected " + expected + " but received " + received + ". " + NEXT);
    }

    private static int width(String dtype) {
        return switch (dtype) {
            case "F64", "I64" -> 8;
            case "F32", "I32" -> 4;
            case "F16", "BF16", "I16" -> 2;
            case "I8", "U8", "BOOL" -> 1;
            default -> 0;
        };
    }

    // ---- looking ----

    /** Where it was read from. */
    public String where() {
        return where;
    }

    /** Names in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    public boolean contains(String name) {
        return entries.containsKey(name);
    }

    public Shape shape(String name) {
        return entry(name).shape;
    }

    /** As the file writes it, such as {@code F32} or {@code BF16}. */
    public String dtype(String name) {
        return entry(name).dtype;
    }

    /** The file's own notes. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    private Entry entry(String name) {
        Entry e = entries.get(name);
        if (e == null) {
            throw new CheckpointException(where + ": expected an entry " + name + " but received none among " + entries.size() + " entries. The file belongs to something else.");
        }
        return e;
    }

    /** Row-major values of any type, as float32. */
    public float[] floats(String name) {
        Entry e = entry(name);
        float[] values = new float[(int) e.shape.size()];
        if (e.dtype.equals("F32")) {
            data.slice(e.begin, e.end - e.begin).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) number(e, i);
        }
        return values;
    }

    /** Row-major values of any type, as float64. */
    public double[] doubles(String name) {
        Entry e = entry(name);
        double[] values = new double[(int) e.shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(e, i);
        }
        return values;
    }

    /** Row-major values of any type, as whole numbers. */
    public long[] longs(String name) {
        Entry e = entry(name);
        long[] values = new long[(int) e.shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = e.dtype.equals("I64") ? data.getLong(e.begin + 8 * i) : (long) number(e, i);
        }
        return values;
    }

    private double number(Entry e, int i) {
        int at = e.begin + i * width(e.dtype);
        return switch (e.dtype) {
            case "F64" -> data.getDouble(at);
            case "F32" -> data.getFloat(at);
            case "BF16" -> Float.intBitsToFloat(data.getShort(at) << 16);
            case "F16" -> half(data.getShort(at));
            case "I64" -> data.getLong(at);
            case "I32" -> data.getInt(at);
            case "I16" -> data.getShort(at);
            case "I8" -> data.get(at);
            default -> data.get(at) & 0xff;
        };
    }

    /** IEEE 754 binary16. */
    static double half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = exponent == 0
                ? fraction * 0x1p-24
                : exponent == 31 ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN) : (1024 + fraction) * Math.pow(2, exponent - 25);
        return bits < 0 ? -magnitude : magnitude;
    }

    // ---- writing ----

    /** The bytes of a file that holds the tensors, in the map's order: FLOAT32 as F32, FLOAT64 as F64, INT64 as I64. The same input gives the same bytes. */
    public static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode notes = header.putObject("__metadata__");
            metadata.forEach(notes::put);
        }
        List<byte[]> parts = new ArrayList<>();
        long at = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            byte[] part = raw(e.getValue());
            parts.add(part);
            ObjectNode node = header.putObject(e.getKey());
            node.put("dtype", code(e.getValue()));
            for (long d : e.getValue().shape().dims()) {
                node.withArray("shape").add(d);
            }
            node.withArray("shape");
            node.putArray("data_offsets").add(at).add(at + part.length);
            at += part.length;
        }
        return assemble(header, parts, at);
    }

    private static byte[] assemble(ObjectNode header, List<byte[]> parts, long size) {
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(8 + padded + size));
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).array());
        out.writeBytes(text);
        out.writeBytes(" ".repeat(padded - text.length).getBytes(StandardCharsets.UTF_8));
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static String code(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            default -> "I64";
        };
    }

    private static byte[] raw(Tensor tensor) {
        int size = Math.toIntExact(tensor.shape().size());
        boolean narrow = code(tensor).equals("F32");
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(size, narrow ? 4 : 8)).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.dtype()) {
            case FLOAT32 -> buffer.asFloatBuffer().put(tensor.toFloatArray());
            case FLOAT64 -> buffer.asDoubleBuffer().put(tensor.toDoubleArray());
            default -> buffer.asLongBuffer().put(tensor.toLongArray());
        }
        return buffer.array();
    }

    /** Writes a file, complete or not at all. Returns its path. */
    public static Path write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        return AtomicFile.write(file, bytes(tensors, metadata));
    }

    @Override
    public String toString() {
        return "Safetensors(" + where + ", " + entries.size() + " entries)";
    }
}
