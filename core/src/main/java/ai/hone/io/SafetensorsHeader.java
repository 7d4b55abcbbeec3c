package ai.hone.io;

import ai.hone.tensor.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The checked header of a safetensors file: which arrays lie where among the values. */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    private static final String NEXT = "The file is damaged, or no safetensors file: fetch or write it again.";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** An array's place, in bytes from the first value. */
    record Entry(ElementType type, Shape shape, int begin, int end) {}

    /** Reads the JSON text of a header before {@code size} bytes of values. */
    static SafetensorsHeader parse(String where, byte[] text, int size) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : json(where, text).properties()) {
            if (field.getKey().equals(METADATA)) {
                notes(where, field.getValue(), metadata);
            } else {
                entries.put(field.getKey(), entry(where, field.getKey(), field.getValue()));
            }
        }
        checkLayout(where, entries, size);
        return new SafetensorsHeader(entries, metadata);
    }

    static CheckpointException broken(String where, String expected, String received) {
        return new CheckpointException(where + ": expected " + expected + " but received " + received + ". " + NEXT);
    }

    private static ObjectNode json(String where, byte[] text) {
        try {
            // Decoded here, since Jackson would guess UTF-16 and UTF-32 as well.
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            JsonNode node = JSON.readTree(decoded);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw broken(where, "a JSON object as header", "JSON of type " + node.getNodeType());
        } catch (CharacterCodingException e) {
            throw broken(where, "a header in UTF-8", "other bytes");
        } catch (JsonProcessingException e) {
            throw broken(where, "a JSON header", "text that is none (" + firstLine(e.getOriginalMessage()) + ")");
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static void notes(String where, JsonNode node, Map<String, String> metadata) {
        if (!node.isObject()) {
            throw broken(where, "an object of strings as " + METADATA, shown(node));
        }
        for (Map.Entry<String, JsonNode> note : node.properties()) {
            if (!note.getValue().isTextual()) {
                throw broken(where, "a string for " + METADATA + "." + note.getKey(), shown(note.getValue()));
            }
            metadata.put(note.getKey(), note.getValue().textValue());
        }
    }

    private static Entry entry(String where, String name, JsonNode node) {
        JsonNode dtype = node.path("dtype");
        JsonNode offsets = node.path("data_offsets");
        JsonNode dims = node.path("shape");
        if (!dtype.isTextual() || !dims.isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw broken(where, "dtype, shape and data_offsets for " + name, shown(node));
        }
        ElementType type = ElementType.named(dtype.textValue());
        if (type == null) {
            throw broken(
                    where, "one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL for " + name, dtype.textValue());
        }
        long[] shape = new long[dims.size()];
        long size = type.bytes();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = whole(dims.get(i));
            if (shape[i] < 0 || (size > 0 && shape[i] > Integer.MAX_VALUE / size)) {
                throw broken(where, "dimensions of 0 or more, and less than 2 GB, for " + name, shown(dims));
            }
            size *= shape[i];
        }
        long begin = whole(offsets.get(0));
        long end = whole(offsets.get(1));
        if (begin < 0 || end < begin || end > Integer.MAX_VALUE || end - begin != size) {
            throw broken(
                    where,
                    size + " bytes for " + name + " " + Shape.of(shape) + " " + type,
                    "offsets " + shown(offsets));
        }
        return new Entry(type, Shape.of(shape), (int) begin, (int) end);
    }

    private static long whole(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static void checkLayout(String where, Map<String, Entry> entries, int size) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.comparingInt((Map.Entry<String, Entry> e) -> e.getValue().begin)
                .thenComparingInt(e -> e.getValue().end));
        int at = 0;
        for (Map.Entry<String, Entry> e : sorted) {
            int begin = e.getValue().begin;
            if (begin != at) {
                throw broken(
                        where,
                        "the values of " + e.getKey() + " at offset " + at,
                        "offset " + begin + (begin < at ? ", where they overlap others" : ", which leaves a hole"));
            }
            at = e.getValue().end;
        }
        if (at != size) {
            throw broken(
                    where,
                    at + " bytes of values",
                    size + (size < at ? ": the file is cut off" : ": the file goes on after its last array"));
        }
    }
}
