package ai.hone.io;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Named arrays in the safetensors format: 8 bytes of little-endian header length, a JSON header, raw little-endian values. Reading checks everything and
 * runs nothing; files, of up to 2 GB, are mapped, so that opening is cheap. Immutable, and safe for several threads.
 * Source: the format's specification in Hugging Face's safetensors, version 0.4.
 */
public final class Safetensors {
    private static final long MAX_HEADER = 100_000_000;

    private final String where;
    private final ByteBuffer data;
    private final SafetensorsHeader header;

    private Safetensors(String where, ByteBuffer data, SafetensorsHeader header) {
        this.where = where;
        this.data = data;
        this.header = header;
    }

    // ---- reading ----

    /** Opens a file.
     * @throws CheckpointException if it is missing or no sound safetensors file */
    public static Safetensors read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new CheckpointException(file + ": expected a file of at most 2 GB but received " + channel.size()
                        + " bytes. Split it into several files.");
            }
            return parse(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(
                    file
                            + ": expected a safetensors file but received no such file. Check the path and the working directory.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + ": expected a readable safetensors file but received " + e
                            + ". Check the path and its permissions.",
                    e);
        }
    }

    /** Reads from memory.
     * @param where names the source in messages */
    public static Safetensors read(byte[] bytes, String where) {
        return parse(where, ByteBuffer.wrap(bytes));
    }

    private static Safetensors parse(String where, ByteBuffer all) {
        all.order(ByteOrder.LITTLE_ENDIAN);
        if (all.limit() < Long.BYTES) {
            throw SafetensorsHeader.broken(where, "at least 8 bytes", all.limit() + " bytes");
        }
        long length = all.getLong(0);
        int rest = all.limit() - Long.BYTES;
        if (length < 2 || length > MAX_HEADER || length > rest) {
            throw SafetensorsHeader.broken(
                    where,
                    "a header length of 2 … " + MAX_HEADER + " bytes that the file holds",
                    Long.toUnsignedString(length) + " with " + rest + " bytes after it");
        }
        byte[] text = new byte[(int) length];
        all.get(Long.BYTES, text);
        ByteBuffer data =
                all.slice(Long.BYTES + text.length, rest - text.length).order(ByteOrder.LITTLE_ENDIAN);
        return new Safetensors(where, data, SafetensorsHeader.parse(where, text, data.limit()));
    }

    // ---- looking ----

    /** Where it was read from. */
    public String where() {
        return where;
    }

    /** Names in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    public boolean contains(String name) {
        return header.entries().containsKey(name);
    }

    public Shape shape(String name) {
        return entry(name).shape();
    }

    /** As the file writes it, such as {@code F32} or {@code BF16}. */
    public String dtype(String name) {
        return entry(name).type().name();
    }

    /** The file's own notes. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry e = header.entries().get(name);
        if (e == null) {
            throw new CheckpointException(where + ": expected an entry " + name + " but received none among "
                    + header.entries().size() + " entries. The file belongs to something else.");
        }
        return e;
    }

    /** Row-major values of any type, as float32. */
    public float[] floats(String name) {
        SafetensorsHeader.Entry e = entry(name);
        float[] values = new float[(int) e.shape().size()];
        if (e.type() == ElementType.F32) {
            data.slice(e.begin(), e.end() - e.begin())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) number(e, i);
        }
        return values;
    }

    /** Row-major values of any type, as float64. */
    public double[] doubles(String name) {
        SafetensorsHeader.Entry e = entry(name);
        double[] values = new double[(int) e.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(e, i);
        }
        return values;
    }

    /** Row-major values of any type, as whole numbers; fractions are cut off. */
    public long[] longs(String name) {
        SafetensorsHeader.Entry e = entry(name);
        long[] values = new long[(int) e.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = e.type() == ElementType.I64 ? data.getLong(e.begin() + Long.BYTES * i) : (long) number(e, i);
        }
        return values;
    }

    private double number(SafetensorsHeader.Entry e, int i) {
        return e.type().number(data, e.begin() + i * e.type().bytes());
    }

    // ---- writing ----

    /** The bytes of a file that holds the tensors, in the map's order: FLOAT32 as F32, FLOAT64 as F64, all others as I64. The same input gives the same bytes. */
    public static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) {
        SafetensorsWriter writer = SafetensorsWriter.ofTensors(tensors, metadata);
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(writer.size()));
        try {
            writer.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes what {@link #bytes} makes to a file, complete or not at all. Returns its path. */
    public static Path write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        return AtomicFile.write(file, SafetensorsWriter.ofTensors(tensors, metadata)::writeTo);
    }

    @Override
    public String toString() {
        return "Safetensors(" + where + ", " + header.entries().size() + " entries)";
    }
}
