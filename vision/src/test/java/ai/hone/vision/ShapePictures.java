package ai.hone.vision;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Small pictures of discs, boxes and crosses in folders named so: a task that a tiny network learns in seconds. */
final class ShapePictures {
    static final String[] CLASSES = {"box", "cross", "disc"};

    private ShapePictures() {}

    /** Writes {@code root/SPLIT/CLASS/n.png}. */
    static Path write(Path root, String split, int perClass, int side, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (String name : CLASSES) {
            for (int i = 0; i < perClass; i++) {
                save(root.resolve(split).resolve(name).resolve(i + ".png"), draw(name, side, random));
            }
        }
        return root;
    }

    static BufferedImage draw(String name, int side, SplittableRandom random) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(random.nextInt(90), random.nextInt(90), random.nextInt(90)));
        g.fillRect(0, 0, side, side);
        g.setColor(new Color(150 + random.nextInt(100), 150 + random.nextInt(100), 150 + random.nextInt(100)));
        int size = side / 2 + random.nextInt(side / 4);
        int x = random.nextInt(side - size);
        int y = random.nextInt(side - size);
        switch (name) {
            case "box" -> g.fillRect(x, y, size, size);
            case "disc" -> g.fillOval(x, y, size, size);
            default -> {
                g.fillRect(x + size / 3, y, size / 3, size);
                g.fillRect(x, y + size / 3, size, size / 3);
            }
        }
        g.dispose();
        return image;
    }

    static void save(Path file, BufferedImage image) {
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
