package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One array of a safetensors file: read here, apart from {@code ai.hone.io}, so that goldens can check that too. */
final class GoldenArray {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DType dtype;
    private final Shape shape;
    private final ByteBuffer bytes;

    private GoldenArray(DType dtype, Shape shape, ByteBuffer bytes) {
        this.dtype = dtype;
        this.shape = shape;
        this.bytes = bytes;
    }

    /** Eight bytes of header length, little-endian; the header, a JSON object; the arrays. */
    static Map<String, GoldenArray> parse(String name, byte[] file) {
        ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long length = file.length < Long.BYTES ? -1 : all.getLong();
        if (length < 0 || length > file.length - Long.BYTES) {
            throw new IllegalArgumentException(
                    "goldens " + name + ": expected a safetensors file but received " + file.length
                            + " bytes with a header of " + length + ". Is it a pointer to a file kept elsewhere?");
        }
        byte[] header = new byte[Math.toIntExact(length)];
        all.get(header);
        ByteBuffer data = all.slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, GoldenArray> arrays = new LinkedHashMap<>();
        object(name, header).forEach((key, value) -> {
            if (!key.equals("__metadata__")) {
                arrays.put(key, array(name + ", " + key, JSON.valueToTree(value), data));
            }
        });
        return arrays;
    }

    static Map<String, Object> object(String name, byte[] json) {
        try {
            return JSON.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "goldens " + name + ": expected a JSON object but received " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("goldens " + name + ": expected a JSON object", e);
        }
    }

    private static GoldenArray array(String where, JsonNode entry, ByteBuffer data) {
        DType dtype = dtype(where, entry.path("dtype").asText());
        long[] dims = JSON.convertValue(entry.path("shape"), long[].class);
        Shape shape = Shape.of(dims);
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to > data.capacity() || to - from != shape.size() * dtype.bytes()) {
            throw new IllegalArgumentException(
                    "goldens " + where + ": expected " + shape.size() * dtype.bytes() + " bytes within "
                            + data.capacity() + " but received " + from + " … " + to + ". The file is cut or damaged.");
        }
        return new GoldenArray(
                dtype, shape, data.slice((int) from, (int) (to - from)).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static DType dtype(String where, String code) {
        return switch (code) {
            case "F32" -> DType.FLOAT32;
            case "F64" -> DType.FLOAT64;
            case "I64" -> DType.INT64;
            case "I32" -> DType.INT32;
            case "U8" -> DType.UINT8;
            case "BOOL" -> DType.BOOL;
            default ->
                throw new IllegalArgumentException("goldens " + where + ": expected one of "
                        + List.of("F32", "F64", "I64", "I32", "U8", "BOOL") + " but received " + code + ".");
        };
    }

    Shape shape() {
        return shape;
    }

    double[] doubles() {
        double[] values = new double[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (dtype) {
                case FLOAT32 -> bytes.getFloat(i * 4);
                case FLOAT64 -> bytes.getDouble(i * 8);
                case INT64 -> bytes.getLong(i * 8);
                case INT32 -> bytes.getInt(i * 4);
                case UINT8, BOOL -> bytes.get(i) & 0xff;
            };
        }
        return values;
    }

    Tensor tensor() {
        long[] dims = shape.dims();
        if (dtype == DType.INT64) {
            long[] values = new long[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = bytes.getLong(i * 8);
            }
            return Tensor.of(values, dims);
        }
        // FLOAT64 holds every value of the other types exactly.
        return Tensor.of(doubles(), dims).to(dtype);
    }
}
