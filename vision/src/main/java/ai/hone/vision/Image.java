package ai.hone.vision;

import ai.hone.data.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An immutable 8-bit picture on the heap: red, green, blue (3 channels) or grey (1 channel), rows from the top, upright.
 *
 * <p>Opening takes JPEG, PNG, BMP, GIF (its first frame) and WebP, applies the EXIF orientation, and gives RGB whatever the file
 * held: grey is tripled, palettes are looked up, 16 bits become their upper 8, alpha is dropped. Compare {@code convert('RGB')} in Pillow.
 */
public final class Image {
    private final int width;
    private final int height;
    private final int channels;
    private final byte[] pixels;

    private Image(int width, int height, int channels, byte[] pixels) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.pixels = pixels;
    }

    /** Reads a picture file.
     * @throws DataException if it is missing, empty, truncated, damaged or no picture; the message says which */
    public static Image open(Path path) {
        return open(path, 0);
    }

    /**
     * Reads a picture file that will be shrunk anyway: a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size, up to four times faster,
     * but never so that a side falls below {@code minimumSide}. Other formats, and codecs that cannot do this, give full size.
     *
     * @throws DataException if it is missing, empty, truncated, damaged or no picture; the message says which
     */
    public static Image open(Path path, int minimumSide) {
        return ImageCodec.active().decode(read(path), path.toString(), minimumSide);
    }

    /** Decodes the bytes of a picture file.
     * @param where names the picture in messages
     * @throws DataException if they are empty, truncated, damaged or no picture; the message says which */
    public static Image decode(byte[] bytes, String where) {
        return ImageCodec.active().decode(bytes, where, 0);
    }

    /** Copies a picture of any type: to 1 channel from a grey type, else to 3. Alpha is dropped. */
    public static Image of(BufferedImage image) {
        return Rasters.toImage(image);
    }

    /** A picture from row-major [H, W, C] bytes, which are copied.
     * @throws IllegalArgumentException if sides are not positive, channels not 1 or 3, or the number of bytes is another */
    public static Image of(int width, int height, int channels, byte[] pixels) {
        return wrap(width, height, channels, pixels.clone());
    }

    /** Takes the array over; the caller must not touch it again. */
    static Image wrap(int width, int height, int channels, byte[] pixels) {
        if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("image: expected sides of at least 1 and 1 or 3 channels but received "
                    + width + "×" + height + " with " + channels + " channels. Drop alpha first.");
        }
        if (pixels.length != (long) width * height * channels) {
            throw new IllegalArgumentException(
                    "image: expected " + (long) width * height * channels + " bytes for " + width + "×" + height + "×"
                            + channels + " but received " + pixels.length + ". Rows must not be padded.");
        }
        return new Image(width, height, channels, pixels);
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new DataException(
                    Unreadable.message(path.toString(), "no such file", "Check the path and the working directory."),
                    e);
        } catch (IOException e) {
            String found = Files.isDirectory(path) ? "a folder" : "an I/O error (" + e.getMessage() + ")";
            throw new DataException(
                    Unreadable.message(path.toString(), found, "Check the path and its permissions."), e);
        }
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** 3 for red, green, blue; 1 for grey. */
    public int channels() {
        return channels;
    }

    /** A copy of the bytes, row-major [H, W, C]. */
    public byte[] pixels() {
        return pixels.clone();
    }

    /** The bytes themselves, for code that only reads. */
    byte[] shared() {
        return pixels;
    }

    /** A copy of the bytes channel by channel, row-major [C, H, W], as tensors have them. */
    public byte[] planes() {
        if (channels == 1) {
            return pixels.clone();
        }
        int area = width * height;
        byte[] planes = new byte[pixels.length];
        for (int i = 0, p = 0; i < area; i++, p += 3) {
            planes[i] = pixels[p];
            planes[area + i] = pixels[p + 1];
            planes[2 * area + i] = pixels[p + 2];
        }
        return planes;
    }

    /** One channel of ITU-R 601 luma, L = 0.299 R + 0.587 G + 0.114 B, rounded exactly as Pillow does. */
    public Image grayscale() {
        if (channels == 1) {
            return this;
        }
        byte[] grey = new byte[width * height];
        for (int i = 0, p = 0; i < grey.length; i++, p += 3) {
            int luma = (pixels[p] & 0xff) * 19595 + (pixels[p + 1] & 0xff) * 38470 + (pixels[p + 2] & 0xff) * 7471;
            grey[i] = (byte) ((luma + 0x8000) >> 16);
        }
        return new Image(width, height, 1, grey);
    }

    /** Three channels: a grey picture has its value in each. */
    public Image rgb() {
        if (channels == 3) {
            return this;
        }
        byte[] tripled = new byte[width * height * 3];
        for (int i = 0, p = 0; i < pixels.length; i++, p += 3) {
            tripled[p] = pixels[i];
            tripled[p + 1] = pixels[i];
            tripled[p + 2] = pixels[i];
        }
        return new Image(width, height, 3, tripled);
    }

    /** A copy for Java 2D and ImageIO: {@code TYPE_INT_RGB}, or {@code TYPE_BYTE_GRAY} with one channel. */
    public BufferedImage toBufferedImage() {
        return Rasters.toBufferedImage(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image o
                && width == o.width
                && height == o.height
                && channels == o.channels
                && Arrays.equals(pixels, o.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "Image(" + width + "×" + height + ", " + (channels == 3 ? "RGB" : "grey") + ")";
    }
}
