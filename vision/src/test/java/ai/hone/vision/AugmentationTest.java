package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AugmentationTest {

    // ---- the vectors of fastai-behaviour.md A11 ----

    @Test
    void rotationA11() {
        Affine m = Affine.rotation(30);
        assertMatrix(m, .8660254, .5, 0, -.5, .8660254, 0);
    }

    @Test
    void zoomA11() {
        assertMatrix(Affine.zoom(1.2, .25, .75), .8333333, 0, -.0833333, 0, .8333333, .0833333);
    }

    @Test
    void warpA11() {
        Perspective p = Perspective.warp(.2, -.1);
        double[] found = {p.a(), p.b(), p.c(), p.d(), p.e(), p.f(), p.g(), p.h()};
        double[] wanted = {1, -.0421052632, -.2042105263, -.0421052632, 1, .1084210526, -.2042105263, .1084210526};
        assertThat(found).containsExactly(wanted, within(1e-9));
    }

    private static void assertMatrix(Affine m, double... wanted) {
        assertThat(new double[] {m.a(), m.b(), m.c(), m.d(), m.e(), m.f()}).containsExactly(wanted, within(1e-7));
    }

    @Test
    void warpTakesMovedCornersToTheCorners() {
        SamplingGrid grid = new SamplingGrid(Affine.IDENTITY, Perspective.warp(.15, .1));
        assertThat(grid.at(-1.1, -1.15)).containsExactly(new double[] {-1, -1}, within(1e-9));
        assertThat(grid.at(-0.9, 1.15)).containsExactly(new double[] {-1, 1}, within(1e-9));
        assertThat(grid.at(1.1, -0.85)).containsExactly(new double[] {1, -1}, within(1e-9));
        assertThat(grid.at(0.9, 0.85)).containsExactly(new double[] {1, 1}, within(1e-9));
    }

    @Test
    void aWarpWhoseDenominatorVanishesIsLeftOut() {
        Perspective singular = new Perspective(1, 0, 0, 0, 1, 0, 1, 0);
        assertThat(new SamplingGrid(Affine.FLIP, singular).regular())
                .isEqualTo(new SamplingGrid(Affine.FLIP, Perspective.IDENTITY));
        SamplingGrid fine = new SamplingGrid(Affine.FLIP, Perspective.warp(.2, .2));
        assertThat(fine.regular()).isSameAs(fine);
    }

    @Test
    void theEightSymmetriesAreDifferentAndOrthogonal() {
        List<Affine> all =
                Stream.iterate(0, i -> i < 8, i -> i + 1).map(Affine::dihedral).toList();
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.get(0)).isEqualTo(Affine.IDENTITY);
        for (Affine m : all) {
            assertThat(Math.abs(m.a() * m.e() - m.b() * m.d())).isEqualTo(1);
        }
    }

    // ---- sampling and lighting against PyTorch: parity/augment.py ----

    static Stream<Arguments> goldens() {
        String[] lines = new String(TestPictures.resource("augment.txt"), StandardCharsets.UTF_8).split("\n");
        return Stream.iterate(1, i -> i < lines.length, i -> i + 3)
                .map(i -> Arguments.of(lines[i], lines[i + 1], lines[i + 2]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void equalsFastaiOnPyTorch(String parameters, String input, String output) {
        String[] f = parameters.split(" ");
        double[] v = Arrays.stream(f)
                .limit(f.length - 1)
                .mapToDouble(Double::parseDouble)
                .toArray();
        Affine affine = Affine.dihedral((int) v[4]).times(Affine.rotation(v[5])).times(Affine.zoom(v[6], v[7], v[8]));
        Augmentation.Draw draw =
                new Augmentation.Draw(affine, Perspective.warp(v[9], v[10]), new Lighting(v[11], v[12]));
        PadMode pad = PadMode.valueOf(f[f.length - 1].toUpperCase(java.util.Locale.ROOT));
        AugTransforms transform =
                Transforms.augTransforms(o -> o.size((int) v[2], (int) v[3]).padMode(pad));
        Augmentation.Pixels pixels = new Augmentation.Pixels(floats(input), 1, 2, (int) v[0], (int) v[1]);
        Augmentation.Pixels result = new Augmentation(transform).apply(pixels, List.of(draw));
        assertThat(result.values()).containsExactly(floats(output), within(5e-5f));
    }

    private static float[] floats(String line) {
        String[] words = line.split(" ");
        float[] values = new float[words.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        return values;
    }

    @Test
    void eachPictureOfABatchIsSampledByItsOwnDraw() {
        float[] values = new float[3 * 2 * 4 * 4];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        float[] before = values.clone();
        Augmentation augmentation = new Augmentation(Transforms.augTransforms());
        List<Augmentation.Draw> draws = augmentation.draw(3, random);
        Augmentation.Pixels all = augmentation.apply(new Augmentation.Pixels(values, 3, 2, 4, 4), draws);
        assertThat(all.values()).isSameAs(values).isNotEqualTo(before);
        for (int n = 0; n < 3; n++) {
            float[] one = Arrays.copyOfRange(before, n * 32, n * 32 + 32);
            Augmentation.Pixels alone =
                    augmentation.apply(new Augmentation.Pixels(one, 1, 2, 4, 4), draws.subList(n, n + 1));
            assertThat(alone.values()).isEqualTo(Arrays.copyOfRange(all.values(), n * 32, n * 32 + 32));
        }
    }

    // ---- statistics of draws ----

    private static List<Augmentation.Draw> draws(AugTransforms transform) {
        return new Augmentation(transform).draw(20_000, new SplittableRandom(11));
    }

    private static void uniform(
            List<Augmentation.Draw> draws,
            ToDoubleFunction<Augmentation.Draw> value,
            double neutral,
            double p,
            double from,
            double to) {
        double[] drawn = draws.stream()
                .mapToDouble(value)
                .filter(v -> Math.abs(v - neutral) > 1e-12)
                .toArray();
        assertThat((double) drawn.length / draws.size()).isCloseTo(p, within(0.01));
        assertThat(Arrays.stream(drawn).min().orElseThrow()).isGreaterThan(from - 1e-9);
        assertThat(Arrays.stream(drawn).max().orElseThrow()).isLessThan(to + 1e-9);
        double mean = Arrays.stream(drawn).average().orElseThrow();
        double variance =
                Arrays.stream(drawn).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        assertThat(mean).isCloseTo((from + to) / 2, within(0.02 * (to - from)));
        assertThat(Math.sqrt(variance)).isCloseTo((to - from) / Math.sqrt(12), within(0.02 * (to - from)));
    }

    @Test
    void rotatesUniformly() {
        AugTransforms transform = Transforms.augTransforms(
                o -> o.flip(false).maxZoom(1).pAffine(0.6).maxRotate(20));
        uniform(
                draws(transform),
                d -> Math.toDegrees(Math.atan2(d.affine().b(), d.affine().a())),
                0,
                0.6,
                -20,
                20);
    }

    @Test
    void zoomsUniformlyAroundRandomPoints() {
        List<Augmentation.Draw> draws = draws(Transforms.augTransforms(
                o -> o.flip(false).maxRotate(0).minZoom(0.9).maxZoom(1.3)));
        uniform(draws, d -> 1 / d.affine().a(), 1, 0.75, 0.9, 1.3);
        List<Augmentation.Draw> zoomed =
                draws.stream().filter(d -> d.affine().a() != 1).toList();
        uniform(zoomed, d -> d.affine().c() / (1 - d.affine().a()), 2, 1, -1, 1);
        uniform(zoomed, d -> d.affine().f() / (1 - d.affine().a()), 2, 1, -1, 1);
    }

    @Test
    void warpsEachWayForItself() {
        List<Augmentation.Draw> draws = draws(Transforms.augTransforms());
        // That each way has its own coin shows in how often neither is drawn.
        long none = draws.stream()
                .filter(d -> d.perspective().equals(Perspective.IDENTITY))
                .count();
        assertThat(none / 20_000.0).isCloseTo(0.25 * 0.25, within(0.006));
        assertThat(draws.stream()
                        .mapToDouble(d -> d.perspective().g())
                        .average()
                        .orElseThrow())
                .isCloseTo(0, within(0.003));
        assertThat(draws.stream()
                        .mapToDouble(d -> Math.abs(d.perspective().g()))
                        .max()
                        .orElseThrow())
                .isBetween(0.2, 0.22);
    }

    @Test
    void flipsHalfOfThem() {
        List<Augmentation.Draw> draws =
                draws(Transforms.augTransforms(o -> o.maxRotate(0).maxZoom(1)));
        assertThat(draws.stream().filter(d -> d.affine().equals(Affine.FLIP)).count() / 20_000.0)
                .isCloseTo(0.5, within(0.01));
        List<Augmentation.Draw> dihedral =
                draws(Transforms.augTransforms(o -> o.maxRotate(0).maxZoom(1).flipVertical(true)));
        for (int i = 0; i < 8; i++) {
            Affine symmetry = Affine.dihedral(i);
            double share =
                    dihedral.stream().filter(d -> d.affine().equals(symmetry)).count() / 20_000.0;
            assertThat(share).isCloseTo(i == 0 ? 0.5 + 0.5 / 8 : 0.5 / 8, within(0.01));
        }
    }

    @Test
    void lightsUniformly() {
        List<Augmentation.Draw> draws =
                draws(Transforms.augTransforms(o -> o.maxLighting(0.4).pLighting(0.5)));
        uniform(draws, d -> d.lighting().brightness(), 0.5, 0.5, 0.3, 0.7);
        uniform(draws, d -> Math.log(d.lighting().contrast()), 0, 0.5, Math.log(0.6), -Math.log(0.6));
    }

    @Test
    void nothingIsDrawnWhereAllIsOff() {
        AugTransforms off = Transforms.augTransforms(o -> o.mult(0).flip(false).maxZoom(1));
        assertThat(draws(off)).containsOnly(Augmentation.Draw.NEUTRAL);
        Augmentation.Pixels pixels = new Augmentation.Pixels(new float[12], 1, 3, 2, 2);
        assertThat(new Augmentation(off).apply(pixels, List.of(Augmentation.Draw.NEUTRAL)))
                .isSameAs(pixels);
    }

    @Test
    void multScalesRotationLightingAndWarpOnly() {
        AugTransforms t = Transforms.augTransforms(o -> o.mult(2));
        assertThat(t.maxRotate()).isEqualTo(20);
        assertThat(t.maxLighting()).isEqualTo(0.4);
        assertThat(t.maxWarp()).isEqualTo(0.4);
        assertThat(t.maxZoom()).isEqualTo(1.1);
        assertThat(t.pAffine()).isEqualTo(0.75);
    }
}
