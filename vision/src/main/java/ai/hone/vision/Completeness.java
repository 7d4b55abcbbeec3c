package ai.hone.vision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Finds files that end too early, by walking their structure without decoding. Decoders are no help here: they paint what is there, leave
 * the rest grey, and at best print a warning.
 */
final class Completeness {
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;

    private Completeness() {}

    /** What is wrong, such as {@code a truncated JPEG (no end-of-image marker)}, or null. */
    static @Nullable String defect(PictureFormat format, byte[] bytes) {
        String what = switch (format) {
            case JPEG -> jpeg(bytes);
            case PNG -> png(ByteBuffer.wrap(bytes));
            case GIF -> gif(bytes);
            case WEBP -> webp(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            case BMP -> bmp(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            case UNKNOWN -> null;
        };
        if (what == null) {
            return null;
        }
        return (what.startsWith("checksum") ? "a damaged " : "a truncated ") + format.label() + " (" + what + ")";
    }

    /** Segments carry their length; after a scan header, data runs to the next FF that is neither stuffed (FF 00) nor a restart (FF D0–D7). */
    private static @Nullable String jpeg(byte[] b) {
        int at = 2;
        while (at + 1 < b.length) {
            int marker = b[at + 1] & 0xff;
            if ((b[at] & 0xff) != 0xff || marker == 0xff || marker == 0x00 || (marker >= 0xd0 && marker <= 0xd7)) {
                at++;
                continue;
            }
            if (marker == END_OF_IMAGE) {
                return null;
            }
            if (marker == 0x01 || marker == 0xd8) {
                at += 2;
                continue;
            }
            if (at + 3 >= b.length) {
                break;
            }
            at += 2 + ((b[at + 2] & 0xff) << 8 | (b[at + 3] & 0xff));
            if (marker == START_OF_SCAN) {
                at = endOfScan(b, at);
            }
        }
        return "no end-of-image marker in " + b.length + " bytes";
    }

    private static int endOfScan(byte[] b, int from) {
        for (int at = from; at + 1 < b.length; at++) {
            if (b[at] == (byte) 0xff) {
                int next = b[at + 1] & 0xff;
                if (next != 0x00 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                    return at;
                }
            }
        }
        return b.length;
    }

    private static @Nullable String png(ByteBuffer b) {
        int at = 8;
        while (at + 12 <= b.capacity()) {
            int length = b.getInt(at);
            if (length < 0 || length > b.capacity() - at - 12) {
                break;
            }
            int type = b.getInt(at + 4);
            boolean critical = (type >>> 29 & 1) == 0;
            if (critical && !checksumHolds(b, at + 4, length + 4)) {
                return "checksum of chunk " + name(type) + " does not match";
            }
            if (type == 0x49454e44) {
                return null;
            }
            at += 12 + length;
        }
        return "no IEND chunk in " + b.capacity() + " bytes";
    }

    private static boolean checksumHolds(ByteBuffer b, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(b.slice(from, length));
        return (int) crc.getValue() == b.getInt(from + length);
    }

    private static String name(int type) {
        return "" + (char) (type >>> 24 & 0x7f) + (char) (type >>> 16 & 0x7f) + (char) (type >>> 8 & 0x7f)
                + (char) (type & 0x7f);
    }

    /** Walks to the end of the first frame: later ones are not read. */
    private static @Nullable String gif(byte[] b) {
        String missing = "the first frame does not end in " + b.length + " bytes";
        if (b.length < 13) {
            return missing;
        }
        int at = 13 + colours(b[10]);
        while (at < b.length) {
            int kind = b[at] & 0xff;
            if (kind == 0x21) {
                at = endOfBlocks(b, at + 2);
            } else if (kind == 0x2c && at + 9 < b.length) {
                return endOfBlocks(b, at + 11 + colours(b[at + 9])) <= b.length ? null : missing;
            } else {
                break;
            }
        }
        return missing;
    }

    private static int colours(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int endOfBlocks(byte[] b, int from) {
        int at = from;
        while (at < b.length && b[at] != 0) {
            at += 1 + (b[at] & 0xff);
        }
        return at + 1;
    }

    private static @Nullable String webp(ByteBuffer b) {
        long expected = (b.getInt(4) & 0xffffffffL) + 8;
        return b.capacity() >= expected ? null : b.capacity() + " of " + expected + " bytes";
    }

    /** Only uncompressed pictures have a size that follows from the header. */
    private static @Nullable String bmp(ByteBuffer b) {
        if (b.capacity() < 26) {
            return b.capacity() + " bytes";
        }
        boolean old = b.getInt(14) == 12;
        if (!old && b.capacity() < 54) {
            return b.capacity() + " bytes";
        }
        long width = old ? b.getShort(18) & 0xffff : b.getInt(18);
        long height = old ? b.getShort(20) & 0xffff : Math.abs((long) b.getInt(22));
        int bits = b.getShort(old ? 24 : 28);
        int compression = old ? 0 : b.getInt(30);
        if (compression != 0 && compression != 3) {
            return null;
        }
        long expected = (b.getInt(10) & 0xffffffffL) + (width * bits + 31) / 32 * 4 * height;
        return b.capacity() >= expected ? null : b.capacity() + " of " + expected + " bytes";
    }
}
