package ai.hone.vision;

import static ai.hone.vision.Transforms.flipItem;
import static ai.hone.vision.Transforms.randomResizedCrop;
import static ai.hone.vision.Transforms.resize;
import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.data.ItemTransform;
import ai.hone.data.TransformContext;
import ai.hone.tensor.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a picture may be decoded smaller, and that what comes of it is nearly what comes of the whole. */
final class ShrinkingTest {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 600;

    @TempDir
    Path folder;

    /** Shapes and noise at many scales, as in a photograph. */
    private static byte[] photograph(long seed) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            graphics.setColor(new java.awt.Color(random.nextInt(1 << 24)));
            graphics.fillOval(
                    random.nextInt(WIDTH), random.nextInt(HEIGHT), 3 + random.nextInt(90), 3 + random.nextInt(90));
        }
        graphics.dispose();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, image.getRGB(x, y) ^ (random.nextInt(16) * 0x010101));
            }
        }
        return TestPictures.encode(image, "jpg");
    }

    @Test
    void theFirstTransformThatDependsOnTheSizeDecides() {
        ItemTransform<Image> own = (image, context) -> image;
        assertThat(Shrinking.sufficientSide(List.of(resize(224)))).isEqualTo(448);
        assertThat(Shrinking.sufficientSide(List.of(resize(100, 300), own))).isEqualTo(600);
        assertThat(Shrinking.sufficientSide(List.of(flipItem(), resize(460), randomResizedCrop(224))))
                .isEqualTo(920);
        assertThat(Shrinking.sufficientSide(List.of(own, resize(224)))).isZero();
        assertThat(Shrinking.sufficientSide(List.of(flipItem()))).isZero();
        assertThat(Shrinking.sufficientSide(List.of())).isZero();
    }

    @Test
    void aCropNeedsEnoughForItsSmallest() {
        assertThat(randomResizedCrop(224, o -> o.minScale(1).ratio(1, 1).validExtra(0))
                        .sufficientSide())
                .isEqualTo(448);
        assertThat(randomResizedCrop(100, o -> o.minScale(0.25).ratio(1, 1).validExtra(0))
                        .sufficientSide())
                .isEqualTo(400);
        assertThat(randomResizedCrop(100, o -> o.minScale(1).ratio(1, 1).validExtra(0.16))
                        .sufficientSide())
                .isEqualTo(232);
        // Half the height of a square crop.
        assertThat(randomResizedCrop(100, o -> o.minScale(1).ratio(0.25, 1).validExtra(0))
                        .sufficientSide())
                .isEqualTo(400);
    }

    @Test
    void everyTransformGivesNearlyTheSameOfASufficientDecode() {
        byte[] jpeg = photograph(1);
        ImageCodec codec = CodecChoice.of("opencv");
        Image whole = codec.decode(jpeg, "whole", 0);
        for (ItemTransform<Image> transform : List.<ItemTransform<Image>>of(
                resize(150),
                resize(120, ResizeMethod.SQUISH),
                resize(75, ResizeMethod.PAD, PadMode.ZEROS),
                randomResizedCrop(60, o -> o.minScale(0.3)))) {
            int side = Shrinking.sufficientSide(List.of(transform));
            Image smaller = codec.decode(jpeg, "smaller", side);
            assertThat(smaller.height()).isBetween(side, HEIGHT / 2);
            for (int seed = 0; seed < 20; seed++) {
                boolean training = seed % 2 == 0;
                Image expected = transform.apply(whole, new TransformContext(training, new SplittableRandom(seed)));
                Image result = transform.apply(smaller, new TransformContext(training, new SplittableRandom(seed)));
                // Places drawn at random are whole pixels, of the smaller picture then.
                double tolerance = training ? 12 : 1.5;
                assertThat(TestPictures.meanDifference(result, expected))
                        .as("%s, seed %d", transform, seed)
                        .isLessThan(tolerance);
            }
        }
    }

    @Test
    void loadersDecodeSmaller() throws IOException {
        for (int i = 0; i < 6; i++) {
            Path file = folder.resolve(i % 2 == 0 ? "even" : "odd").resolve(i + ".jpg");
            Files.createDirectories(file.getParent());
            Files.write(file, photograph(i));
        }
        int[] sizes = new int[2];
        float[][] pictures = new float[2][];
        for (int own = 0; own < 2; own++) {
            int run = own;
            try (var dls = ImageDataLoaders.fromFolder(folder, o -> {
                        o.validPct(0.5).seed(1).batchSize(3).workers(0).strict(true);
                        if (run == 1) {
                            o.itemTransform((image, context) -> image);
                        }
                        o.itemTransform(new Resize(40, 40, ResizeMethod.CROP, PadMode.ZEROS));
                    });
                    Scope scope = Scope.inference()) {
                sizes[run] = ((ImageBlock) (Object) dls.input())
                        .create(folder.resolve("even/0.jpg"))
                        .height();
                pictures[run] = dls.valid().iterator().next().inputs().get(0).toFloatArray();
            }
        }
        assertThat(sizes).containsExactly(ImageCodec.active().name().equals("opencv") ? 150 : HEIGHT, HEIGHT);
        double difference = 0;
        for (int i = 0; i < pictures[0].length; i++) {
            difference += Math.abs(pictures[0][i] - pictures[1][i]) / pictures[0].length;
        }
        assertThat(difference).isLessThan(1.5 / 255);
    }
}
