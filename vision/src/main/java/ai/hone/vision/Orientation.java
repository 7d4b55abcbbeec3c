package ai.hone.vision;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** How EXIF says that the stored pixels must be turned; the constant's place plus 1 is the EXIF value. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(true, false, false),
    UPSIDE_DOWN(true, true, false),
    MIRRORED_UPSIDE_DOWN(false, true, false),
    TRANSPOSED(false, false, true),
    NEEDS_RIGHT_TURN(false, true, true),
    ANTI_TRANSPOSED(true, true, true),
    NEEDS_LEFT_TURN(true, false, true);

    private static final Orientation[] VALUES = values();

    private final boolean reversedX;
    private final boolean reversedY;
    private final boolean swapped;

    /** Where an upright pixel comes from: its x (y where axes are swapped) counts from the stored row's far end if reversedX, and so on. */
    Orientation(boolean reversedX, boolean reversedY, boolean swapped) {
        this.reversedX = reversedX;
        this.reversedY = reversedY;
        this.swapped = swapped;
    }

    /** What the file's EXIF says; upright where it says nothing that can be understood. */
    static Orientation of(byte[] bytes) {
        try {
            for (ExifIFD0Directory exif : ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes))
                    .getDirectoriesOfType(ExifIFD0Directory.class)) {
                Integer value = exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
                if (value != null && value >= 1 && value <= VALUES.length) {
                    return VALUES[value - 1];
                }
            }
            return UPRIGHT;
        } catch (ImageProcessingException | IOException | RuntimeException e) {
            // Broken metadata does not make a picture unreadable.
            return UPRIGHT;
        }
    }

    Image apply(Image stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int channels = stored.channels();
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        byte[] from = stored.shared();
        byte[] to = new byte[from.length];
        for (int y = 0, t = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int u = swapped ? y : x;
                int v = swapped ? x : y;
                int sourceX = reversedX ? stored.width() - 1 - u : u;
                int sourceY = reversedY ? stored.height() - 1 - v : v;
                int s = (sourceY * stored.width() + sourceX) * channels;
                for (int c = 0; c < channels; c++) {
                    to[t++] = from[s + c];
                }
            }
        }
        return Image.wrap(width, height, channels, to);
    }
}
