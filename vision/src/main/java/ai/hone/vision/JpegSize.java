package ai.hone.vision;

import org.jspecify.annotations.Nullable;

/** The sides that a JPEG's frame header states, before any EXIF rotation. */
record JpegSize(int width, int height) {

    /** Null where there is no frame header. */
    static @Nullable JpegSize of(byte[] b) {
        int at = 2;
        while (at + 8 < b.length) {
            if ((b[at] & 0xff) != 0xff) {
                return null;
            }
            int marker = b[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
            } else if (frame(marker)) {
                return new JpegSize(unsigned(b, at + 7), unsigned(b, at + 5));
            } else {
                at += 2 + unsigned(b, at + 2);
            }
        }
        return null;
    }

    /** C0 to CF hold frames, but for the tables C4 and CC and the reserved C8. */
    private static boolean frame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static int unsigned(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
    }

    /** The largest of 8, 4, 2 and 1 by which both sides can be divided without falling below the minimum; 1 if that is 0. */
    int reduction(int minimumSide) {
        int factor = 8;
        while (factor > 1 && (minimumSide < 1 || Math.min(width, height) / factor < minimumSide)) {
            factor /= 2;
        }
        return factor;
    }
}
