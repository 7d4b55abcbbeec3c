package ai.hone.nn;

import ai.hone.tensor.Tensor;

/**
 * Weighs the channels of a picture by what the whole picture holds (Hu et al. 2017), fastai's {@code SEModule}: y = x·s per channel, where
 * s = sigmoid(conv(relu(conv(mean of x)))) with 1×1 convolutions over ⌈channels/reduction/8⌉·8 channels between. x and y are [N, C, H, W].
 */
public final class SqueezeExcite extends Layer {
    private final int channels;
    private final int inner;
    private final Layer weights;

    SqueezeExcite(int channels, int reduction) {
        this.channels = Require.atLeast("squeezeExcite.channels", channels, 1);
        Require.atLeast("squeezeExcite.reduction", reduction, 1);
        this.inner = Math.max(8, (channels / reduction + 7) / 8 * 8);
        this.weights = child(
                "layers",
                Layers.sequential(
                        Layers.adaptiveAveragePool2d(1),
                        Layers.convLayer(channels, inner, c -> c.kernel(1).norm(Norm.NONE)),
                        Layers.convLayer(
                                inner,
                                channels,
                                c -> c.kernel(1).norm(Norm.NONE).activation(Layers::sigmoid))));
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.mul(weights.apply(x));
    }

    @Override
    public String toString() {
        return "SqueezeExcite(" + channels + ", inner " + inner + ")";
    }
}
