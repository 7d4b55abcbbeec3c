package ai.hone.vision;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Pictures for tests. */
final class TestPictures {
    private TestPictures() {}

    static byte[] resource(String name) {
        try (InputStream in = TestPictures.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A resource PNG, read by the JDK alone. */
    static Image png(String name) {
        return new ImageIoCodec().decode(resource(name), name, 0);
    }

    static Image noise(int width, int height, int channels, long seed) {
        byte[] pixels = new byte[width * height * channels];
        new SplittableRandom(seed).nextBytes(pixels);
        return Image.of(width, height, channels, pixels);
    }

    /** Red, green over blue, white: each corner of its own colour. */
    static Image quadrants(int width, int height) {
        int[][] colours = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int[] colour = colours[(y * 2 / height) * 2 + x * 2 / width];
                for (int c = 0; c < 3; c++) {
                    pixels[(y * width + x) * 3 + c] = (byte) colour[c];
                }
            }
        }
        return Image.of(width, height, 3, pixels);
    }

    static byte[] encode(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(image, format, out)) {
                throw new AssertionError("no writer for " + format);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] encode(Image image, String format) {
        return encode(image.toBufferedImage(), format);
    }

    /** Puts an EXIF segment that holds the orientation and nothing else behind a JPEG's first marker. */
    static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) orientation,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] out = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, out, 0, 2);
        System.arraycopy(exif, 0, out, 2, exif.length);
        System.arraycopy(jpeg, 2, out, 2 + exif.length, jpeg.length - 2);
        return out;
    }

    static int largestDifference(Image a, Image b) {
        if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels()) {
            throw new AssertionError(a + " is not of the size of " + b);
        }
        byte[] p = a.shared();
        byte[] q = b.shared();
        int largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, Math.abs((p[i] & 0xff) - (q[i] & 0xff)));
        }
        return largest;
    }

    static double meanDifference(Image a, Image b) {
        largestDifference(a, b);
        byte[] p = a.shared();
        byte[] q = b.shared();
        long sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs((p[i] & 0xff) - (q[i] & 0xff));
        }
        return (double) sum / p.length;
    }

    static int[] pixel(Image image, int x, int y) {
        byte[] pixels = image.shared();
        int[] values = new int[image.channels()];
        Arrays.setAll(values, c -> pixels[(y * image.width() + x) * image.channels() + c] & 0xff);
        return values;
    }
}
