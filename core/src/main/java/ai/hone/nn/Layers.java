package ai.hone.nn;

import java.util.List;
import java.util.function.Consumer;

/** Makes layers; meant for static import. */
public final class Layers {
    private Layers() {}

    /** A convolution with a square kernel, stride 1, no padding, and a bias: see {@link Conv2d}. */
    public static Conv2d conv2d(int in, int out, int kernel) {
        return conv2d(in, out, kernel, c -> {});
    }

    public static Conv2d conv2d(int in, int out, int kernel, Consumer<Conv2d.Options> options) {
        return new Conv2d(in, out, kernel, kernel, options);
    }

    /** A convolution with a rectangular kernel. */
    public static Conv2d conv2d(int in, int out, int kernelHeight, int kernelWidth, Consumer<Conv2d.Options> options) {
        return new Conv2d(in, out, kernelHeight, kernelWidth, options);
    }

    /** A fully connected layer with a bias: see {@link Linear}. */
    public static Linear linear(int in, int out) {
        return linear(in, out, l -> {});
    }

    public static Linear linear(int in, int out, Consumer<Linear.Options> options) {
        return new Linear(in, out, options);
    }

    /** Batch norm of pictures [N, C, H, W]: see {@link BatchNorm}. */
    public static BatchNorm batchNorm2d(int channels) {
        return batchNorm2d(channels, b -> {});
    }

    public static BatchNorm batchNorm2d(int channels, Consumer<BatchNorm.Options> options) {
        return new BatchNorm("BatchNorm2d", 4, channels, options);
    }

    /** Batch norm of rows [N, C]: see {@link BatchNorm}. */
    public static BatchNorm batchNorm1d(int features) {
        return batchNorm1d(features, b -> {});
    }

    public static BatchNorm batchNorm1d(int features, Consumer<BatchNorm.Options> options) {
        return new BatchNorm("BatchNorm1d", 2, features, options);
    }

    /** Layer norm of rows [..., features]: see {@link LayerNorm}. */
    public static LayerNorm layerNorm(int features) {
        return layerNorm(features, l -> {});
    }

    public static LayerNorm layerNorm(int features, Consumer<LayerNorm.Options> options) {
        return new LayerNorm(features, options);
    }

    /** @param p the share of elements to drop, 0 (included) … 1 (excluded) */
    public static Dropout dropout(double p) {
        return new Dropout(p);
    }

    public static Relu relu() {
        return new Relu();
    }

    public static Sigmoid sigmoid() {
        return new Sigmoid();
    }

    public static Tanh tanh() {
        return new Tanh();
    }

    /** Largest values of windows that do not overlap. */
    public static MaxPool2d maxPool2d(int kernel) {
        return maxPool2d(kernel, p -> {});
    }

    public static MaxPool2d maxPool2d(int kernel, Consumer<PoolOptions> options) {
        return new MaxPool2d(kernel, options);
    }

    /** Means of windows that do not overlap. */
    public static AveragePool2d averagePool2d(int kernel) {
        return averagePool2d(kernel, p -> {});
    }

    public static AveragePool2d averagePool2d(int kernel, Consumer<PoolOptions> options) {
        return new AveragePool2d(kernel, options);
    }

    /** Means of size × size bins, whatever the size of the picture. */
    public static AdaptiveAveragePool2d adaptiveAveragePool2d(int size) {
        return adaptiveAveragePool2d(size, size);
    }

    public static AdaptiveAveragePool2d adaptiveAveragePool2d(int height, int width) {
        return new AdaptiveAveragePool2d(height, width);
    }

    /** Largest values and means of the whole picture: [N, C, H, W] becomes [N, 2·C, 1, 1]. */
    public static AdaptiveConcatPool2d adaptiveConcatPool2d() {
        return adaptiveConcatPool2d(1);
    }

    public static AdaptiveConcatPool2d adaptiveConcatPool2d(int size) {
        return new AdaptiveConcatPool2d(size);
    }

    public static Flatten flatten() {
        return new Flatten();
    }

    public static Identity identity() {
        return new Identity();
    }

    /** Layers one after another, named 0, 1, 2, … */
    public static Sequential sequential(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    public static Sequential sequential(List<? extends Layer> layers) {
        return new Sequential(layers);
    }
}
