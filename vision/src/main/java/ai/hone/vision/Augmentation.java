package ai.hone.vision;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The mathematics of {@link AugTransforms} on arrays: what is drawn for each picture of a batch, and its application to pictures
 * [N, C, H, W] with values 0 … 1. Flip, warp, rotation and zoom become one sampling; brightness and contrast one pass over logits.
 */
final class Augmentation {
    private final AugTransforms settings;

    Augmentation(AugTransforms settings) {
        this.settings = settings;
    }

    /** What happens to one picture. The affine map still lacks the picture's aspect. */
    record Draw(Affine affine, Perspective perspective, Lighting lighting) {
        static final Draw NEUTRAL = new Draw(Affine.IDENTITY, Perspective.IDENTITY, Lighting.NEUTRAL);
    }

    /** Pictures [count, channels, height, width]. */
    @SuppressWarnings("ArrayRecordComponent")
    record Pixels(float[] values, int count, int channels, int height, int width) {}

    List<Draw> draw(int count, RandomGenerator random) {
        Draw[] draws = new Draw[count];
        Arrays.setAll(draws, i -> draw(random));
        return List.of(draws);
    }

    /** As many numbers are drawn whatever the coins say, so that each picture's draws depend on its place alone. */
    private Draw draw(RandomGenerator random) {
        Affine affine = flip(random);
        double pAffine = settings.pAffine();
        double m = settings.maxWarp();
        Perspective perspective = m == 0
                ? Perspective.IDENTITY
                : Perspective.warp(kept(random, pAffine, -m, m, 0), kept(random, pAffine, -m, m, 0));
        if (settings.maxRotate() != 0) {
            affine = affine.times(
                    Affine.rotation(kept(random, pAffine, -settings.maxRotate(), settings.maxRotate(), 0)));
        }
        if (settings.zooms()) {
            double factor = kept(random, pAffine, settings.minZoom(), settings.maxZoom(), 1);
            affine = affine.times(Affine.zoom(factor, random.nextDouble(), random.nextDouble()));
        }
        return new Draw(affine, perspective, lighting(random));
    }

    private Affine flip(RandomGenerator random) {
        if (!settings.flip()) {
            return Affine.IDENTITY;
        }
        boolean keep = random.nextDouble() < 0.5;
        if (settings.flipVertical()) {
            int index = random.nextInt(8);
            return keep ? Affine.dihedral(index) : Affine.IDENTITY;
        }
        return keep ? Affine.FLIP : Affine.IDENTITY;
    }

    private Lighting lighting(RandomGenerator random) {
        double m = settings.maxLighting();
        if (m == 0) {
            return Lighting.NEUTRAL;
        }
        double brightness = kept(random, settings.pLighting(), 0.5 * (1 - m), 0.5 * (1 + m), 0.5);
        double contrast = Math.exp(kept(random, settings.pLighting(), Math.log(1 - m), -Math.log(1 - m), 0));
        return new Lighting(brightness, contrast);
    }

    private static double kept(RandomGenerator random, double p, double from, double to, double neutral) {
        double value = from + (to - from) * random.nextDouble();
        return random.nextDouble() < p ? value : neutral;
    }

    /** Where the size stays, the given pixels are changed and returned. */
    Pixels apply(Pixels pixels, List<Draw> draws) {
        AugTransforms.Size size = settings.size();
        int height = size == null ? pixels.height() : size.height();
        int width = size == null ? pixels.width() : size.width();
        List<SamplingGrid> grids = draws.stream()
                .map(d -> new SamplingGrid(d.affine().onPicture(pixels.height(), pixels.width()), d.perspective())
                        .regular())
                .toList();
        Pixels result = height == pixels.height() && width == pixels.width()
                ? resampled(pixels, grids)
                : resized(pixels, grids, height, width);
        int area = result.channels() * height * width;
        for (int n = 0; n < result.count(); n++) {
            draws.get(n).lighting().apply(result.values(), n * area, area);
        }
        return result;
    }

    /** Picture by picture within the array: one that fits the processor's cache is copied aside. */
    private Pixels resampled(Pixels p, List<SamplingGrid> grids) {
        GridSampler sampler =
                new GridSampler(p.channels(), p.height(), p.width(), p.height(), p.width(), settings.padMode());
        int area = p.channels() * p.height() * p.width();
        float[] picture = new float[area];
        for (int n = 0; n < p.count(); n++) {
            if (!grids.get(n).identity()) {
                System.arraycopy(p.values(), n * area, picture, 0, area);
                sampler.sample(picture, 0, grids.get(n), p.values(), n * area);
            }
        }
        return p;
    }

    private Pixels resized(Pixels pixels, List<SamplingGrid> grids, int height, int width) {
        Pixels from = shrunk(pixels, grids, height, width);
        GridSampler sampler =
                new GridSampler(from.channels(), from.height(), from.width(), height, width, settings.padMode());
        int fromArea = from.channels() * from.height() * from.width();
        int toArea = from.channels() * height * width;
        float[] to = new float[from.count() * toArea];
        for (int n = 0; n < from.count(); n++) {
            sampler.sample(from.values(), n * fromArea, grids.get(n), to, n * toArea);
        }
        return new Pixels(to, from.count(), from.channels(), height, width);
    }

    /** Bilinear sampling skips pixels when it shrinks by more than 2: then the pictures are averaged to twice the target size first. */
    private static Pixels shrunk(Pixels p, List<SamplingGrid> grids, int height, int width) {
        double shrink = Math.min((double) p.height() / height, (double) p.width() / width) / 2;
        if (shrink <= 1 || shrink <= magnification(grids, height, width)) {
            return p;
        }
        int toHeight = (int) Math.floor(p.height() * (1 / shrink));
        int toWidth = (int) Math.floor(p.width() * (1 / shrink));
        float[] to = new float[p.count() * p.channels() * toHeight * toWidth];
        int planes = p.count() * p.channels();
        GridSampler.area(p.values(), 0, planes, p.height(), p.width(), toHeight, toWidth, to, 0);
        return new Pixels(to, p.count(), p.channels(), toHeight, toWidth);
    }

    private static double magnification(List<SamplingGrid> grids, int height, int width) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (SamplingGrid grid : grids) {
            double[] extent = grid.extent(height, width);
            least = Math.min(least, extent[0]);
            greatest = Math.max(greatest, extent[1]);
        }
        return 2 / (greatest - least);
    }
}
