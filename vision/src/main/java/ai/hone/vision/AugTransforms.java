package ai.hone.vision;

import ai.hone.data.ArrayTransform;
import ai.hone.data.Batch;
import ai.hone.data.Declarative;
import ai.hone.data.Sample;
import ai.hone.data.TransformContext;
import ai.hone.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * fastai's {@code aug_transforms} on the inputs [N, C, H, W] of a batch, with values 0 … 1: flip, perspective warp, rotation and zoom,
 * merged into one bilinear sampling, then brightness and contrast, merged into one pass over logits. Each picture draws for itself.
 * In training only; but a {@code size} is reached at validation too. Comes before {@link Normalize}.
 *
 * @param flip mirror left to right for every second picture
 * @param flipVertical any of a square's eight symmetries instead, for every second picture
 * @param maxRotate degrees either way
 * @param maxLighting range of brightness and contrast: brightness is U((1−m)/2, (1+m)/2), contrast exp(U(ln(1−m), −ln(1−m)))
 * @param maxWarp range of the perspective warp
 * @param pAffine the share of pictures that are warped, rotated, zoomed, each for itself
 * @param pLighting the share of pictures whose brightness or contrast changes, each for itself
 * @param size the size to sample at, or null to leave it
 */
public record AugTransforms(
        boolean flip,
        boolean flipVertical,
        double maxRotate,
        double minZoom,
        double maxZoom,
        double maxLighting,
        double maxWarp,
        double pAffine,
        double pLighting,
        @Nullable Size size,
        PadMode padMode)
        implements ArrayTransform, Declarative {
    static final String KIND = "augTransforms";

    /** Height and width in pixels. */
    public record Size(int height, int width) {
        public Size {
            Sizes.check(KIND, height, width);
        }
    }

    public AugTransforms {
        Sizes.probability(KIND, pAffine);
        Sizes.probability(KIND, pLighting);
        if (!(maxLighting >= 0 && maxLighting < 1)) {
            throw new IllegalArgumentException(
                    KIND + ": expected maxLighting, times mult, of 0 up to but not including 1 but received "
                            + maxLighting + ". At 1 pictures would be all black or white.");
        }
        if (!(minZoom > 0 && minZoom <= maxZoom && maxZoom < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(KIND + ": expected 0 < minZoom ≤ maxZoom but received " + minZoom
                    + " and " + maxZoom + ". 1 does not zoom.");
        }
        if (!(maxWarp >= 0 && maxWarp < 1) || !(maxRotate >= 0 && maxRotate <= 360)) {
            throw new IllegalArgumentException(KIND
                    + ": expected, after mult, maxWarp of 0 up to but not including 1 and maxRotate of 0 … 360 but received "
                    + maxWarp + " and " + maxRotate + ". Both are symmetric ranges: 10 means −10 … 10.");
        }
    }

    /** What {@link Transforms#augTransforms} can be told. */
    public static final class Options {
        private double mult = 1;
        private boolean flip = true;
        private boolean flipVertical;
        private double maxRotate = 10;
        private double minZoom = 1;
        private double maxZoom = 1.1;
        private double maxLighting = 0.2;
        private double maxWarp = 0.2;
        private double pAffine = 0.75;
        private double pLighting = 0.75;
        private @Nullable Size size;
        private PadMode padMode = PadMode.REFLECTION;

        Options() {}

        /** Multiplies maxRotate, maxLighting and maxWarp; 1 by default. */
        public Options mult(double factor) {
            mult = factor;
            return this;
        }

        /** Whether to mirror left to right; true by default. Turn it off for digits and letters. */
        public Options flip(boolean on) {
            flip = on;
            return this;
        }

        /** Whether to mirror top to bottom and turn by 90° as well; false by default. For pictures with no up, such as those from above. */
        public Options flipVertical(boolean on) {
            flipVertical = on;
            return this;
        }

        /** Degrees either way; 10 by default, 0 for none. */
        public Options maxRotate(double degrees) {
            maxRotate = degrees;
            return this;
        }

        /** The least magnification; 1 by default. */
        public Options minZoom(double factor) {
            minZoom = factor;
            return this;
        }

        /** The greatest magnification; 1.1 by default. */
        public Options maxZoom(double factor) {
            maxZoom = factor;
            return this;
        }

        /** The range of brightness and contrast; 0.2 by default, 0 for none. */
        public Options maxLighting(double range) {
            maxLighting = range;
            return this;
        }

        /** The range of the perspective warp; 0.2 by default, 0 for none. */
        public Options maxWarp(double range) {
            maxWarp = range;
            return this;
        }

        /** The probability of each of warp, rotation and zoom; 0.75 by default. */
        public Options pAffine(double probability) {
            pAffine = probability;
            return this;
        }

        /** The probability of each of brightness and contrast; 0.75 by default. */
        public Options pLighting(double probability) {
            pLighting = probability;
            return this;
        }

        /** Samples at a square size, at validation too; by default the size stays. */
        public Options size(int side) {
            return size(side, side);
        }

        /** Samples at a height and width, at validation too; by default the size stays. */
        public Options size(int height, int width) {
            size = new Size(height, width);
            return this;
        }

        /** What lies outside a picture; its reflection by default. */
        public Options padMode(PadMode mode) {
            padMode = mode;
            return this;
        }

        AugTransforms build() {
            return new AugTransforms(
                    flip,
                    flipVertical,
                    maxRotate * mult,
                    minZoom,
                    maxZoom,
                    maxLighting * mult,
                    maxWarp * mult,
                    pAffine,
                    pLighting,
                    size,
                    padMode);
        }
    }

    boolean zooms() {
        return minZoom < 1 || maxZoom > 1;
    }

    @Override
    public Sample.Floats apply(Sample.Floats inputs, TransformContext context) {
        if (!context.training() && size == null) {
            return inputs;
        }
        Pictures.require(KIND, inputs);
        Augmentation augmentation = new Augmentation(this);
        return sampled(
                augmentation, inputs, draws(augmentation, (int) inputs.shape().dim(0), context));
    }

    /** Several inputs of pictures share what is drawn. */
    @Override
    public Batch apply(Batch batch, TransformContext context) {
        if (!context.training() && size == null) {
            return batch;
        }
        Pictures.require(KIND, batch);
        Augmentation augmentation = new Augmentation(this);
        List<Augmentation.Draw> draws = draws(augmentation, batch.size(), context);
        return Pictures.change(batch, floats -> sampled(augmentation, floats, draws));
    }

    private static List<Augmentation.Draw> draws(Augmentation augmentation, int count, TransformContext context) {
        return context.training()
                ? augmentation.draw(count, context.random())
                : Collections.nCopies(count, Augmentation.Draw.NEUTRAL);
    }

    private static Sample.Floats sampled(
            Augmentation augmentation, Sample.Floats input, List<Augmentation.Draw> draws) {
        long[] dims = input.shape().dims();
        Augmentation.Pixels out = augmentation.apply(
                new Augmentation.Pixels(input.values(), (int) dims[0], (int) dims[1], (int) dims[2], (int) dims[3]),
                draws);
        return new Sample.Floats(out.values(), Shape.of(out.count(), out.channels(), out.height(), out.width()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("flip", flip);
        settings.put("flipVertical", flipVertical);
        settings.put("maxRotate", maxRotate);
        settings.put("minZoom", minZoom);
        settings.put("maxZoom", maxZoom);
        settings.put("maxLighting", maxLighting);
        settings.put("maxWarp", maxWarp);
        settings.put("pAffine", pAffine);
        settings.put("pLighting", pLighting);
        settings.put("padMode", padMode.name());
        if (size != null) {
            settings.put("height", size.height());
            settings.put("width", size.width());
        }
        return settings;
    }

    static AugTransforms of(Settings s) {
        return new AugTransforms(
                s.flag("flip"),
                s.flag("flipVertical"),
                s.number("maxRotate"),
                s.number("minZoom"),
                s.number("maxZoom"),
                s.number("maxLighting"),
                s.number("maxWarp"),
                s.number("pAffine"),
                s.number("pLighting"),
                s.values().containsKey("height") ? new Size(s.integer("height"), s.integer("width")) : null,
                s.constant("padMode", PadMode.class));
    }
}
