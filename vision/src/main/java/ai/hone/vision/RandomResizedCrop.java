package ai.hone.vision;

import ai.hone.data.Declarative;
import ai.hone.data.ItemTransform;
import ai.hone.data.TransformContext;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * In training a random part of the picture, resized to the target: its area is U(minScale, maxScale) of the picture's and its aspect
 * exp(U(ln minRatio, ln maxRatio)); if ten tries do not fit, the largest central part within the aspects. Otherwise the whole picture is
 * resized to the target plus ⌈max(side)·validExtra/8⌉·8 pixels on each side, of which the centre is cut out.
 */
public record RandomResizedCrop(
        int height, int width, double minScale, double maxScale, double minRatio, double maxRatio, double validExtra)
        implements ItemTransform<Image>, Shrinking, Declarative {
    static final String KIND = "randomResizedCrop";
    private static final int TRIES = 10;

    public RandomResizedCrop {
        Sizes.check(KIND, height, width);
        if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1)) {
            throw new IllegalArgumentException(KIND + ": expected 0 < minScale ≤ maxScale ≤ 1 but received " + minScale
                    + " and " + maxScale + ". They are shares of the picture's area.");
        }
        if (!(minRatio > 0 && minRatio <= maxRatio && maxRatio < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(KIND + ": expected 0 < smallest ≤ largest ratio but received " + minRatio
                    + " and " + maxRatio + ". A ratio is width / height.");
        }
        if (!(validExtra >= 0 && validExtra < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(KIND + ": expected validExtra of 0 or more but received " + validExtra
                    + ". 0 cuts nothing off at validation.");
        }
    }

    /** What {@link Transforms#randomResizedCrop} can be told. */
    public static final class Options {
        private double minScale = 0.08;
        private double maxScale = 1;
        private double minRatio = 3 / 4.;
        private double maxRatio = 4 / 3.;
        private double validExtra = 0.14;

        Options() {}

        /** The least share of the picture's area; 0.08 by default. */
        public Options minScale(double share) {
            minScale = share;
            return this;
        }

        /** The largest share of the picture's area; 1 by default. */
        public Options maxScale(double share) {
            maxScale = share;
            return this;
        }

        /** The range of width / height; 3/4 to 4/3 by default. */
        public Options ratio(double smallest, double largest) {
            minRatio = smallest;
            maxRatio = largest;
            return this;
        }

        /** How much larger than the target a picture is made at validation before its centre is cut out; 0.14 by default. */
        public Options validExtra(double share) {
            validExtra = share;
            return this;
        }

        RandomResizedCrop build(int height, int width) {
            return new RandomResizedCrop(height, width, minScale, maxScale, minRatio, maxRatio, validExtra);
        }
    }

    @Override
    public Image apply(Image image, TransformContext context) {
        if (context.training()) {
            return draw(image.width(), image.height(), context.random()).resized(image, PadMode.ZEROS, width, height);
        }
        int extra = extra();
        Image larger = Resample.bilinear(image, width + extra, height + extra);
        return Window.centred(larger, width, height).cut(larger, PadMode.ZEROS);
    }

    private int extra() {
        return (int) Math.ceil(Math.max(height, width) * validExtra / 8) * 8;
    }

    /** The smallest crop in training decides, or the whole picture at validation. */
    @Override
    public int sufficientSide() {
        int target = Math.max(height, width);
        double smallestShare = Math.sqrt(minScale * Math.min(minRatio, 1 / maxRatio));
        return MARGIN * (int) Math.max(Math.ceil(target / Math.min(1, smallestShare)), target + extra());
    }

    Window draw(int w, int h, RandomGenerator random) {
        for (int i = 0; i < TRIES; i++) {
            double area = uniform(random, minScale, maxScale) * w * h;
            double ratio = Math.exp(uniform(random, Math.log(minRatio), Math.log(maxRatio)));
            int cutWidth = (int) Math.rint(Math.sqrt(area * ratio));
            int cutHeight = (int) Math.rint(Math.sqrt(area / ratio));
            if (cutWidth >= 1 && cutHeight >= 1 && cutWidth <= w && cutHeight <= h) {
                // Shares, so that a smaller decode of the picture gives the same part of it.
                int left = (int) (random.nextDouble() * (w - cutWidth + 1));
                int top = (int) (random.nextDouble() * (h - cutHeight + 1));
                return new Window(left, top, cutWidth, cutHeight);
            }
        }
        return largest(w, h);
    }

    private Window largest(int w, int h) {
        double ratio = (double) w / h;
        int cutWidth = ratio > maxRatio ? Math.max(1, (int) (h * maxRatio)) : w;
        int cutHeight = ratio < minRatio ? Math.max(1, (int) (w / minRatio)) : h;
        return new Window((w - cutWidth) / 2, (h - cutHeight) / 2, cutWidth, cutHeight);
    }

    private static double uniform(RandomGenerator random, double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of(
                "height",
                height,
                "width",
                width,
                "minScale",
                minScale,
                "maxScale",
                maxScale,
                "minRatio",
                minRatio,
                "maxRatio",
                maxRatio,
                "validExtra",
                validExtra);
    }

    static RandomResizedCrop of(Settings s) {
        return new RandomResizedCrop(
                s.integer("height"),
                s.integer("width"),
                s.number("minScale"),
                s.number("maxScale"),
                s.number("minRatio"),
                s.number("maxRatio"),
                s.number("validExtra"));
    }
}
