package ai.hone.benchmarks;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEG files like photographs in size and in how well they compress: soft colours, shapes with edges, and a little noise. */
final class SamplePictures {
    private static final int WIDTH = 500;
    private static final int HEIGHT = 375;
    private static final int CLASSES = 10;
    private static final int SHAPES = 25;
    private static final int NOISE = 14;
    private static final float QUALITY = 0.88f;

    private SamplePictures() {}

    /** Pictures in one folder per class, made the first time that the machine needs so many. */
    static Path folder(int count) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "hone-benchmark-pictures-" + count);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        System.out.println("Making " + count + " pictures in " + folder + " …");
        try {
            // Moved into place when complete, so that a run that was broken off leaves nothing that looks complete.
            Path draft = Files.createTempDirectory(folder.getParent(), "hone-benchmark-draft");
            SplittableRandom random = new SplittableRandom(42);
            for (int i = 0; i < count; i++) {
                Path target = Files.createDirectories(draft.resolve("class" + i % CLASSES));
                write(picture(random), target.resolve(i + ".jpg"));
            }
            return Files.move(draft, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": expected to write pictures but received " + e + ".", e);
        }
    }

    private static BufferedImage picture(SplittableRandom random) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.drawImage(background(random), 0, 0, WIDTH, HEIGHT, null);
        for (int i = 0; i < SHAPES; i++) {
            draw(graphics, random);
        }
        graphics.dispose();
        addNoise(image, random);
        return image;
    }

    /** A few random colours, which drawing at full size blends into each other. */
    private static BufferedImage background(SplittableRandom random) {
        BufferedImage small = new BufferedImage(10, 8, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < small.getHeight(); y++) {
            for (int x = 0; x < small.getWidth(); x++) {
                small.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return small;
    }

    private static void draw(Graphics2D graphics, SplittableRandom random) {
        AffineTransform before = graphics.getTransform();
        graphics.translate(random.nextInt(WIDTH), random.nextInt(HEIGHT));
        graphics.rotate(random.nextDouble(Math.PI));
        graphics.setColor(
                new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256), 60 + random.nextInt(196)));
        double width = 8 + random.nextInt(120);
        double height = 8 + random.nextInt(80);
        graphics.fill(
                random.nextBoolean()
                        ? new Ellipse2D.Double(-width / 2, -height / 2, width, height)
                        : new Rectangle2D.Double(-width / 2, -height / 2, width, height));
        graphics.setTransform(before);
    }

    /** The same for the three colours, as a sensor's mostly is. */
    private static void addNoise(BufferedImage image, SplittableRandom random) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int rgb = image.getRGB(x, y);
                int noise = random.nextInt(NOISE) - NOISE / 2;
                image.setRGB(
                        x, y, shifted(rgb >> 16, noise) << 16 | shifted(rgb >> 8, noise) << 8 | shifted(rgb, noise));
            }
        }
    }

    private static int shifted(int value, int by) {
        return Math.min(255, Math.max(0, (value & 0xff) + by));
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(output);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
    }
}
