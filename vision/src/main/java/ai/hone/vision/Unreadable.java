package ai.hone.vision;

import ai.hone.data.DataException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says why bytes are no readable picture. */
final class Unreadable {
    private static final String REPLACE = "Replace the file with an intact copy, or delete it.";
    private static final String LEAVE_OUT = "Delete the file, or leave it out of the items.";

    private Unreadable() {}

    static String message(String where, String found, String next) {
        return where + ": expected a readable picture (JPEG, PNG, BMP, GIF, WebP) but received " + found + ". " + next;
    }

    /** Throws if the bytes are empty, or a picture whose own structure says that a part is missing or damaged. */
    static void refuseIncomplete(byte[] bytes, String where) {
        if (bytes.length == 0) {
            throw new DataException(message(where, "0 bytes", REPLACE));
        }
        PictureFormat format = PictureFormat.of(bytes);
        String defect = Completeness.defect(format, bytes);
        if (defect != null) {
            throw new DataException(message(where, defect, REPLACE));
        }
    }

    /** What to throw when no decoder could make sense of bytes that looked complete. */
    static DataException undecodable(byte[] bytes, String where, @Nullable Exception cause) {
        PictureFormat format = PictureFormat.of(bytes);
        String found = format == PictureFormat.UNKNOWN
                ? foreign(bytes)
                : "a damaged " + format.label() + (cause == null ? "" : " (" + reason(cause) + ")");
        String message = message(where, found, format == PictureFormat.UNKNOWN ? LEAVE_OUT : REPLACE);
        return cause == null ? new DataException(message) : new DataException(message, cause);
    }

    private static String reason(Exception cause) {
        String text = cause.getMessage();
        String shown = text == null || text.isBlank() ? cause.getClass().getSimpleName() : text.strip();
        int end = shown.indexOf('\n');
        return end < 0 ? shown : shown.substring(0, end);
    }

    private static String foreign(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1);
        String lower = start.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return "an HTML page";
        }
        if (lower.startsWith("<svg") || (lower.startsWith("<?xml") && lower.contains("<svg"))) {
            return "an SVG drawing";
        }
        if (start.startsWith("%PDF")) {
            return "a PDF document";
        }
        if (start.startsWith("ftypheic", 4) || start.startsWith("ftypmif1", 4)) {
            return "a HEIC picture";
        }
        if (start.startsWith("ftypavif", 4)) {
            return "an AVIF picture";
        }
        return "a file that starts with " + beginning(bytes);
    }

    private static String beginning(byte[] bytes) {
        int n = Math.min(bytes.length, 16);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < n; i++) {
            int c = bytes[i] & 0xff;
            if (c == '\n' || c == '\r') {
                break;
            }
            if (c < ' ' || c > '~') {
                return "the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 8));
            }
            text.append((char) c);
        }
        return "'" + text + "'";
    }
}
