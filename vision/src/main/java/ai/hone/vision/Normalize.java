package ai.hone.vision;

import ai.hone.data.ArrayTransform;
import ai.hone.data.Batch;
import ai.hone.data.Declarative;
import ai.hone.data.Sample;
import ai.hone.data.TransformContext;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import java.util.List;
import java.util.Map;

/**
 * y = (x − mean) / std for each channel of the inputs that are pictures [N, C, H, W], in training and otherwise.
 * The statistics must be those that the weights were trained with.
 */
public record Normalize(List<Double> mean, List<Double> std) implements ArrayTransform, Declarative {
    static final String KIND = "normalize";

    /** Of weights trained on ImageNet: means 0.485, 0.456, 0.406, deviations 0.229, 0.224, 0.225. */
    public static final Normalize IMAGENET = new Normalize(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    /** Of CIFAR-10: means 0.491, 0.482, 0.447, deviations 0.247, 0.243, 0.261. */
    public static final Normalize CIFAR = new Normalize(List.of(0.491, 0.482, 0.447), List.of(0.247, 0.243, 0.261));

    /** Of MNIST, one channel: mean 0.131, deviation 0.308. */
    public static final Normalize MNIST = new Normalize(List.of(0.131), List.of(0.308));

    public Normalize {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new IllegalArgumentException(
                    KIND + ": expected as many means as deviations, one for each channel, but received " + mean
                            + " and " + std + ". Pictures have 3 channels, or 1 if grey.");
        }
        if (!std.stream().allMatch(s -> s > 0)) {
            throw new IllegalArgumentException(KIND + ": expected deviations above 0 but received " + std
                    + ". A channel that never varies cannot be normalized.");
        }
    }

    @Override
    public Sample.Floats apply(Sample.Floats inputs, TransformContext context) {
        Pictures.require(KIND, inputs);
        return normalized(inputs);
    }

    @Override
    public Batch apply(Batch batch, TransformContext context) {
        Pictures.require(KIND, batch);
        return Pictures.change(batch, this::normalized);
    }

    private Sample.Floats normalized(Sample.Floats input) {
        int channels = mean.size();
        Shape shape = input.shape();
        if (shape.dim(1) != channels) {
            throw new ShapeException(KIND + ": expected pictures with " + channels + " channels, [N, " + channels
                    + ", H, W], but received " + shape + ". Give one mean and deviation for each channel.");
        }
        int area = (int) (shape.dim(2) * shape.dim(3));
        for (int plane = 0; plane < shape.dim(0) * channels; plane++) {
            int c = plane % channels;
            scale(input.values(), plane * area, area, (float) (1 / std.get(c)), (float) (-mean.get(c) / std.get(c)));
        }
        return input;
    }

    private static void scale(float[] values, int from, int count, float factor, float shift) {
        for (int i = from; i < from + count; i++) {
            values[i] = values[i] * factor + shift;
        }
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("mean", mean, "std", std);
    }

    static Normalize of(Settings settings) {
        return new Normalize(settings.numbers("mean"), settings.numbers("std"));
    }
}
