package ai.hone.vision;

import ai.hone.data.DataException;
import ai.hone.data.Declarative;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The transforms of pictures: of items, one picture at a time before batching, and of batches. All know training from validation. */
public final class Transforms {
    private Transforms() {}

    /** Resizes to a square, cutting off what does not fit. */
    public static Resize resize(int size) {
        return resize(size, ResizeMethod.CROP);
    }

    /** Resizes to a height and width, cutting off what does not fit. */
    public static Resize resize(int height, int width) {
        return resize(height, width, ResizeMethod.CROP, PadMode.REFLECTION);
    }

    /** Resizes to a square; PAD fills by reflection. */
    public static Resize resize(int size, ResizeMethod method) {
        return resize(size, method, PadMode.REFLECTION);
    }

    /** Resizes to a square. */
    public static Resize resize(int size, ResizeMethod method, PadMode padMode) {
        return resize(size, size, method, padMode);
    }

    /** Resizes to a height and width. */
    public static Resize resize(int height, int width, ResizeMethod method, PadMode padMode) {
        return new Resize(height, width, method, padMode);
    }

    /** A random part of the picture in training, nearly the whole of it otherwise, at a square size. */
    public static RandomResizedCrop randomResizedCrop(int size) {
        return randomResizedCrop(size, options -> {});
    }

    /** A random part of the picture in training, nearly the whole of it otherwise, at a square size. */
    public static RandomResizedCrop randomResizedCrop(int size, Consumer<RandomResizedCrop.Options> options) {
        return randomResizedCrop(size, size, options);
    }

    /** A random part of the picture in training, nearly the whole of it otherwise. */
    public static RandomResizedCrop randomResizedCrop(
            int height, int width, Consumer<RandomResizedCrop.Options> options) {
        RandomResizedCrop.Options chosen = new RandomResizedCrop.Options();
        options.accept(chosen);
        return chosen.build(height, width);
    }

    /** Mirrors a picture left to right with probability 1/2 in training. */
    public static FlipItem flipItem() {
        return flipItem(0.5);
    }

    /** Mirrors a picture left to right with probability p in training. */
    public static FlipItem flipItem(double p) {
        return new FlipItem(p);
    }

    /** fastai's augmentations with their defaults, on batches. */
    public static AugTransforms augTransforms() {
        return augTransforms(options -> {});
    }

    /** fastai's augmentations, on batches. */
    public static AugTransforms augTransforms(Consumer<AugTransforms.Options> options) {
        AugTransforms.Options chosen = new AugTransforms.Options();
        options.accept(chosen);
        return chosen.build();
    }

    /** (x − mean) / std for each channel, on batches. */
    public static Normalize normalize(List<Double> mean, List<Double> std) {
        return new Normalize(mean, std);
    }

    /**
     * Rebuilds a transform of this class from what {@link Declarative#kind()} and {@link Declarative#settings()} gave.
     *
     * @throws DataException if the kind is unknown or a setting is missing or of another type
     */
    public static Declarative fromSettings(String kind, Map<String, Object> settings) {
        Settings read = new Settings(kind, settings);
        return switch (kind) {
            case Resize.KIND -> Resize.of(read);
            case RandomResizedCrop.KIND -> RandomResizedCrop.of(read);
            case FlipItem.KIND -> FlipItem.of(read);
            case AugTransforms.KIND -> AugTransforms.of(read);
            case Normalize.KIND -> Normalize.of(read);
            default ->
                throw new DataException("transform: expected a kind that this version knows but received '" + kind
                        + "'. The bundle was written by a newer version of Hone, or by another library.");
        };
    }
}
