package ai.hone.vision;

/** What the first bytes of a file say it is. */
enum PictureFormat {
    JPEG("JPEG"),
    PNG("PNG"),
    GIF("GIF"),
    WEBP("WebP"),
    BMP("BMP"),
    UNKNOWN("picture");

    private final String label;

    PictureFormat(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static PictureFormat of(byte[] b) {
        if (starts(b, 0, 0xff, 0xd8, 0xff)) {
            return JPEG;
        }
        if (starts(b, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return PNG;
        }
        if (starts(b, 0, 'G', 'I', 'F', '8')) {
            return GIF;
        }
        if (starts(b, 0, 'R', 'I', 'F', 'F') && starts(b, 8, 'W', 'E', 'B', 'P')) {
            return WEBP;
        }
        return starts(b, 0, 'B', 'M') ? BMP : UNKNOWN;
    }

    private static boolean starts(byte[] bytes, int at, int... expected) {
        if (bytes.length < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[at + i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
