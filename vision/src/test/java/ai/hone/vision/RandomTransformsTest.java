package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.data.TransformContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RandomTransformsTest {

    private static List<Window> windows(RandomResizedCrop crop, int width, int height) {
        SplittableRandom random = new SplittableRandom(8);
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            windows.add(crop.draw(width, height, random));
        }
        return windows;
    }

    @Test
    void cropsHaveTheAreasAndAspectsAskedFor() {
        List<Window> windows = windows(
                Transforms.randomResizedCrop(
                        64, o -> o.minScale(0.2).maxScale(0.5).ratio(0.5, 2)),
                1000,
                800);
        for (Window w : windows) {
            assertThat(w.width() * w.height() / 800_000.0).isBetween(0.199, 0.501);
            assertThat((double) w.width() / w.height()).isBetween(0.495, 2.02);
            assertThat(w.left()).isBetween(0, 1000 - w.width());
            assertThat(w.top()).isBetween(0, 800 - w.height());
        }
        assertThat(mean(windows.stream()
                        .mapToDouble(w -> w.width() * w.height() / 800_000.0)
                        .toArray()))
                .isCloseTo(0.35, within(0.01));
        // Aspects are uniform in their logarithm, whose mean is that of 1; few wide or tall ones do not fit and are
        // drawn again.
        assertThat(mean(windows.stream()
                        .mapToDouble(w -> Math.log((double) w.width() / w.height()))
                        .toArray()))
                .isCloseTo(0, within(0.03));
        assertThat(mean(windows.stream()
                        .filter(w -> w.width() < 1000)
                        .mapToDouble(w -> w.left() / (1000.0 - w.width()))
                        .toArray()))
                .isCloseTo(0.5, within(0.02));
    }

    @Test
    void aPictureTooNarrowGivesItsLargestCentralPart() {
        assertThat(windows(Transforms.randomResizedCrop(64), 10, 1000)).contains(new Window(0, 493, 10, 13));
        assertThat(windows(Transforms.randomResizedCrop(64), 1000, 10)).contains(new Window(493, 0, 13, 10));
        assertThat(windows(Transforms.randomResizedCrop(64, o -> o.minScale(1).ratio(1.2, 1.3)), 100, 100))
                .containsOnly(new Window(0, 8, 100, 83));
    }

    @Test
    void cropsAreResizedToTheTarget() {
        Image image = TestPictures.noise(50, 40, 3, 1);
        RandomResizedCrop crop = Transforms.randomResizedCrop(24, 32, o -> {});
        assertThat(crop.apply(image, new TransformContext(true, new SplittableRandom(1))))
                .hasToString("Image(32×24, RGB)");
        assertThat(crop.apply(image, ResizeTest.VALIDATION)).hasToString("Image(32×24, RGB)");
        assertThat(crop.apply(image, new TransformContext(true, new SplittableRandom(1))))
                .isEqualTo(crop.apply(image, new TransformContext(true, new SplittableRandom(1))))
                .isNotEqualTo(crop.apply(image, new TransformContext(true, new SplittableRandom(2))));
    }

    @Test
    void flipsWithItsProbabilityInTrainingOnly() {
        Image image = TestPictures.noise(6, 4, 3, 1);
        FlipItem flip = Transforms.flipItem(0.3);
        SplittableRandom random = new SplittableRandom(5);
        int flipped = 0;
        for (int i = 0; i < 2000; i++) {
            Image result = flip.apply(image, new TransformContext(true, random));
            assertThat(flip.apply(image, new TransformContext(false, random))).isSameAs(image);
            if (!result.equals(image)) {
                flipped++;
                assertThat(TestPictures.pixel(result, 1, 2)).isEqualTo(TestPictures.pixel(image, 4, 2));
            }
        }
        assertThat(flipped / 2000.0).isCloseTo(0.3, within(0.03));
    }

    @Test
    void refusesImpossibleRanges() {
        assertThatThrownBy(() ->
                        Transforms.randomResizedCrop(8, o -> o.minScale(0.5).maxScale(0.4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "randomResizedCrop: expected 0 < minScale ≤ maxScale ≤ 1 but received 0.5 and 0.4. They are shares of the picture's area.");
        assertThatThrownBy(() -> Transforms.randomResizedCrop(8, o -> o.ratio(0, 1)))
                .hasMessage(
                        "randomResizedCrop: expected 0 < smallest ≤ largest ratio but received 0.0 and 1.0. A ratio is width / height.");
        assertThatThrownBy(() -> Transforms.randomResizedCrop(8, o -> o.validExtra(-1)))
                .hasMessage(
                        "randomResizedCrop: expected validExtra of 0 or more but received -1.0. 0 cuts nothing off at validation.");
        assertThatThrownBy(() -> Transforms.flipItem(1.1))
                .hasMessage("flipItem: expected a probability of 0 … 1 but received 1.1. 0.5 is every second picture.");
    }

    private static double mean(double[] values) {
        return java.util.Arrays.stream(values).average().orElseThrow();
    }
}
