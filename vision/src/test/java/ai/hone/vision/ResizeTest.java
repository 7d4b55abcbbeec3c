package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.TransformContext;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ResizeTest {
    static final TransformContext VALIDATION = new TransformContext(false, new SplittableRandom(0));

    /** A generator whose nextDouble gives the values in turn. */
    private static RandomGenerator fixed(double... values) {
        return new RandomGenerator() {
            private int next;

            @Override
            public long nextLong() {
                throw new AssertionError("only nextDouble is expected");
            }

            @Override
            public double nextDouble() {
                return values[next++];
            }
        };
    }

    /** Number of the case, and its fields: see parity/resize.py. */
    static Stream<String> goldens() {
        String text = new String(TestPictures.resource("resize/cases.txt"), StandardCharsets.UTF_8);
        String[] lines = text.split("\n");
        return Stream.iterate(1, i -> i < lines.length, i -> i + 1).map(i -> i + " " + lines[i]);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void equalsPillowToTheLevel(String golden) {
        String[] f = golden.split(" ");
        Image image = TestPictures.png("resize/" + f[1] + ".png");
        Image expected = TestPictures.png("resize/case" + f[0] + ".png");
        int height = Integer.parseInt(f[3]);
        int width = Integer.parseInt(f[4]);
        Image result = switch (f[2]) {
            case "grayscale" -> image.grayscale().rgb();
            case "validCrop" ->
                Transforms.randomResizedCrop(height, width, o -> o.validExtra(0.14))
                        .apply(image, VALIDATION);
            default -> {
                double x = Double.parseDouble(f[7]);
                double y = Double.parseDouble(f[8]);
                Resize resize = Transforms.resize(height, width, ResizeMethod.valueOf(f[5]), PadMode.valueOf(f[6]));
                yield x == 0.5
                        ? resize.apply(image, VALIDATION)
                        : resize.apply(image, new TransformContext(true, fixed(x, y)));
            }
        };
        assertThat(result.rgb()).isEqualTo(expected);
    }

    @Test
    void greyIsResizedLikeAnyChannel() {
        Image grey = TestPictures.noise(29, 17, 1, 5);
        for (ResizeMethod method : ResizeMethod.values()) {
            Resize resize = Transforms.resize(13, method);
            assertThat(resize.apply(grey, VALIDATION).rgb()).isEqualTo(resize.apply(grey.rgb(), VALIDATION));
        }
    }

    @ParameterizedTest
    @EnumSource(ResizeMethod.class)
    void alwaysGivesTheSize(ResizeMethod method) {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 200; i++) {
            Image image = TestPictures.noise(1 + random.nextInt(60), 1 + random.nextInt(60), 3, i);
            int height = 1 + random.nextInt(40);
            int width = 1 + random.nextInt(40);
            PadMode pad = PadMode.values()[random.nextInt(3)];
            Image resized = Transforms.resize(height, width, method, pad)
                    .apply(image, new TransformContext(random.nextBoolean(), random));
            assertThat(resized).hasToString("Image(" + width + "×" + height + ", RGB)");
        }
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        Image image = TestPictures.noise(12, 12, 3, 1);
        for (ResizeMethod method : ResizeMethod.values()) {
            assertThat(Transforms.resize(12, method).apply(image, VALIDATION)).isEqualTo(image);
        }
    }

    @Test
    void cropsAtRandomPlacesInTrainingAndFromTheCentreOtherwise() {
        // Each column of its own colour, so that the first pixel tells where the crop began.
        byte[] pixels = new byte[100 * 10];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 100);
        }
        Image image = Image.of(100, 10, 1, pixels);
        Resize resize = Transforms.resize(10);
        assertThat(TestPictures.pixel(resize.apply(image, VALIDATION), 0, 0)).containsExactly(45);
        SplittableRandom random = new SplittableRandom(1);
        int[] begins = new int[2000];
        for (int i = 0; i < begins.length; i++) {
            begins[i] = TestPictures.pixel(resize.apply(image, new TransformContext(true, random)), 0, 0)[0];
        }
        assertThat(begins).contains(0, 89).doesNotContain(91);
        assertThat(java.util.Arrays.stream(begins).average().orElseThrow()).isBetween(43.0, 46.0);
    }

    @Test
    void refusesImpossibleSizes() {
        assertThatThrownBy(() -> Transforms.resize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resize: expected a height and width of at least 1 but received 0×0. Sizes are pixels.");
    }
}
