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

    /** Batch norm of rows [N, C] or sequences [N, C, L]: see {@link BatchNorm}. */
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

    /** A convolution of sequences [N, C, L], stride 1, no padding, with a bias: see {@link Conv1d}. */
    public static Conv1d conv1d(int in, int out, int kernel) {
        return conv1d(in, out, kernel, c -> {});
    }

    public static Conv1d conv1d(int in, int out, int kernel, Consumer<Conv1d.Options> options) {
        return new Conv1d(in, out, kernel, options);
    }

    /** A transposed convolution of sequences [N, C, L]: see {@link ConvTranspose1d}. */
    public static ConvTranspose1d convTranspose1d(int in, int out, int kernel) {
        return convTranspose1d(in, out, kernel, c -> {});
    }

    public static ConvTranspose1d convTranspose1d(int in, int out, int kernel, Consumer<ConvTransposeOptions> options) {
        return new ConvTranspose1d(in, out, kernel, options);
    }

    /** A transposed convolution of pictures [N, C, H, W]: see {@link ConvTranspose2d}. */
    public static ConvTranspose2d convTranspose2d(int in, int out, int kernel) {
        return convTranspose2d(in, out, kernel, c -> {});
    }

    public static ConvTranspose2d convTranspose2d(int in, int out, int kernel, Consumer<ConvTransposeOptions> options) {
        return new ConvTranspose2d(in, out, kernel, options);
    }

    /** Convolution, batch norm, ReLU: see {@link ConvLayer}. */
    public static ConvLayer convLayer(int in, int out) {
        return convLayer(in, out, c -> {});
    }

    public static ConvLayer convLayer(int in, int out, Consumer<ConvLayer.Options> options) {
        return new ConvLayer(in, out, options);
    }

    /** A residual block: see {@link ResBlock}.
     * @param expansion by how much the block is wider outside than inside: 1 for two convolutions, 4 for a bottleneck of three
     * @param in channels of the input, divided by the expansion
     * @param out channels of the output, divided by the expansion */
    public static ResBlock resBlock(int expansion, int in, int out) {
        return resBlock(expansion, in, out, r -> {});
    }

    public static ResBlock resBlock(int expansion, int in, int out, Consumer<ResBlock.Options> options) {
        return new ResBlock(expansion, in, out, options);
    }

    /** Weighs the channels of pictures: see {@link SqueezeExcite}.
     * @param reduction the share of the channels, as a divisor, that the weights are computed through; 16 is usual */
    public static SqueezeExcite squeezeExcite(int channels, int reduction) {
        return new SqueezeExcite(channels, reduction);
    }

    /** A small network of convolutions: see {@link SimpleCnn}.
     * @param filters the channels of the input, then of each layer */
    public static SimpleCnn simpleCnn(int... filters) {
        return simpleCnn(filters, s -> {});
    }

    public static SimpleCnn simpleCnn(int[] filters, Consumer<SimpleCnn.Options> options) {
        return new SimpleCnn(filters, options);
    }

    /** Channels to pixels: [N, C·factor², H, W] becomes [N, C, factor·H, factor·W]. */
    public static PixelShuffle pixelShuffle(int factor) {
        return new PixelShuffle(factor);
    }

    /** A 1×1 convolution and a pixel shuffle that start without a chequerboard: see {@link PixelShuffleIcnr}. */
    public static PixelShuffleIcnr pixelShuffleIcnr(int in, int out, int factor) {
        return pixelShuffleIcnr(in, out, factor, p -> {});
    }

    public static PixelShuffleIcnr pixelShuffleIcnr(
            int in, int out, int factor, Consumer<PixelShuffleIcnr.Options> options) {
        return new PixelShuffleIcnr(in, out, factor, options);
    }

    /** Each pixel factor × factor times: see {@link Upsample}. */
    public static Upsample upsample(int factor) {
        return upsample(factor, u -> {});
    }

    public static Upsample upsample(int factor, Consumer<Upsample.Options> options) {
        return new Upsample(true, factor, factor, options);
    }

    /** Pictures of height × width, whatever their size: see {@link Upsample}. */
    public static Upsample resize(int height, int width, Consumer<Upsample.Options> options) {
        return new Upsample(false, height, width, options);
    }

    /** Norm over groups of channels [N, C, …]: see {@link GroupNorm}. */
    public static GroupNorm groupNorm(int groups, int channels) {
        return groupNorm(groups, channels, g -> {});
    }

    public static GroupNorm groupNorm(int groups, int channels, Consumer<GroupNorm.Options> options) {
        return new GroupNorm(groups, channels, options);
    }

    /** Norm over each channel of each sequence [N, C, L], without parameters: see {@link InstanceNorm}. */
    public static InstanceNorm instanceNorm1d(int channels) {
        return instanceNorm1d(channels, i -> {});
    }

    public static InstanceNorm instanceNorm1d(int channels, Consumer<InstanceNorm.Options> options) {
        return new InstanceNorm("InstanceNorm1d", 3, channels, options);
    }

    /** Norm over each channel of each picture [N, C, H, W], without parameters: see {@link InstanceNorm}. */
    public static InstanceNorm instanceNorm2d(int channels) {
        return instanceNorm2d(channels, i -> {});
    }

    public static InstanceNorm instanceNorm2d(int channels, Consumer<InstanceNorm.Options> options) {
        return new InstanceNorm("InstanceNorm2d", 4, channels, options);
    }

    /** The exact one: see {@link Gelu}. */
    public static Gelu gelu() {
        return new Gelu(false);
    }

    /** The approximation by tanh, as GPT-2 uses: see {@link Gelu}. */
    public static Gelu geluTanh() {
        return new Gelu(true);
    }

    public static Silu silu() {
        return new Silu();
    }

    public static Mish mish() {
        return new Mish();
    }

    /** With a slope of 0.01. */
    public static LeakyRelu leakyRelu() {
        return leakyRelu(0.01);
    }

    public static LeakyRelu leakyRelu(double slope) {
        return new LeakyRelu(slope);
    }

    /** With α 1. */
    public static Elu elu() {
        return elu(1);
    }

    public static Elu elu(double alpha) {
        return new Elu(alpha);
    }

    /** With β 1. */
    public static Softplus softplus() {
        return softplus(1);
    }

    public static Softplus softplus(double beta) {
        return new Softplus(beta);
    }

    /** Shares that sum to 1 along the axis. */
    public static Softmax softmax(int axis) {
        return new Softmax(axis);
    }

    /** Largest values of windows of sequences that do not overlap. */
    public static MaxPool1d maxPool1d(int kernel) {
        return maxPool1d(kernel, p -> {});
    }

    public static MaxPool1d maxPool1d(int kernel, Consumer<PoolOptions> options) {
        return new MaxPool1d(kernel, options);
    }

    /** Means of windows of sequences that do not overlap. */
    public static AveragePool1d averagePool1d(int kernel) {
        return averagePool1d(kernel, p -> {});
    }

    public static AveragePool1d averagePool1d(int kernel, Consumer<PoolOptions> options) {
        return new AveragePool1d(kernel, options);
    }

    /** Largest values and means of the whole sequence: [N, C, L] becomes [N, 2·C, 1]. */
    public static AdaptiveConcatPool1d adaptiveConcatPool1d() {
        return adaptiveConcatPool1d(1);
    }

    public static AdaptiveConcatPool1d adaptiveConcatPool1d(int size) {
        return new AdaptiveConcatPool1d(size);
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
