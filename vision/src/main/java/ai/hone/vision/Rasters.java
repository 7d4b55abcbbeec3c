package ai.hone.vision;

import ai.hone.data.DataException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Between Java 2D's pictures and ours, value by value: Java 2D's own conversions would apply a gamma curve to grey and multiply by alpha. */
final class Rasters {
    private Rasters() {}

    /** Bytes for an RGB picture.
     * @throws DataException if an array cannot hold them */
    static int size(int width, int height, String where) {
        long size = 3L * width * height;
        if (size > Integer.MAX_VALUE - 16) {
            throw new DataException(Unreadable.message(
                    where, "a picture of " + width + "×" + height, "At most 715 million pixels fit; shrink it first."));
        }
        return (int) size;
    }

    static Image toImage(BufferedImage image) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        boolean plain = model instanceof ComponentColorModel && integral(raster) && !model.isAlphaPremultiplied();
        if (plain && raster.getNumBands() <= 2) {
            return bands(raster, model, 1);
        }
        boolean rgb = model.getColorSpace().getType() == java.awt.color.ColorSpace.TYPE_RGB;
        return plain && rgb ? bands(raster, model, 3) : argb(image);
    }

    private static boolean integral(Raster raster) {
        int type = raster.getTransferType();
        return type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
    }

    private static Image bands(Raster raster, ColorModel model, int channels) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] pixels = new byte[width * height * channels];
        int[] row = new int[width];
        for (int c = 0; c < channels; c++) {
            int bits = model.getComponentSize(c);
            for (int y = 0; y < height; y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    int value = bits >= 8 ? row[x] >> (bits - 8) : row[x] * 255 / ((1 << bits) - 1);
                    pixels[(y * width + x) * channels + c] = (byte) value;
                }
            }
        }
        return Image.wrap(width, height, channels, pixels);
    }

    private static Image argb(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] pixels = new byte[width * height * 3];
        int[] row = new int[width];
        for (int y = 0, p = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int value : row) {
                pixels[p++] = (byte) (value >> 16);
                pixels[p++] = (byte) (value >> 8);
                pixels[p++] = (byte) value;
            }
        }
        return Image.wrap(width, height, 3, pixels);
    }

    static BufferedImage toBufferedImage(Image image) {
        int width = image.width();
        int height = image.height();
        byte[] pixels = image.shared();
        if (image.channels() == 1) {
            BufferedImage grey = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
            grey.getRaster().setDataElements(0, 0, width, height, pixels);
            return grey;
        }
        BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0, p = 0; y < height; y++) {
            for (int x = 0; x < width; x++, p += 3) {
                row[x] = (pixels[p] & 0xff) << 16 | (pixels[p + 1] & 0xff) << 8 | (pixels[p + 2] & 0xff);
            }
            rgb.setRGB(0, y, width, 1, row, 0, width);
        }
        return rgb;
    }
}
