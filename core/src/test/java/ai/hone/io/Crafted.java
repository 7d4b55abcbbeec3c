package ai.hone.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Safetensors files made by hand, apart from the writer under test. */
final class Crafted {
    private Crafted() {}

    static byte[] file(String header, int... values) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return withLength(text.length, text, values);
    }

    static byte[] withLength(long length, byte[] text, int... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array());
        out.writeBytes(text);
        for (int value : values) {
            out.write(value);
        }
        return out.toByteArray();
    }

    static String entry(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }
}
