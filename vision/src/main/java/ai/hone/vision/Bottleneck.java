package ai.hone.vision;

import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;

import ai.hone.nn.Initializer;
import ai.hone.nn.Layer;
import ai.hone.tensor.Tensor;

/**
 * A 1×1, a 3×3 and a widening 1×1 convolution beside a shortcut: [N, in, H, W] to [N, 4·width, H/stride, W/stride].
 * The stride is on the 3×3, as in torchvision (ResNet "v1.5"). Names as torchvision's.
 */
final class Bottleneck extends Layer {
    static final int EXPANSION = 4;

    private final Layer conv1;
    private final Layer bn1;
    private final Layer conv2;
    private final Layer bn2;
    private final Layer conv3;
    private final Layer bn3;
    private final Layer downsample;

    Bottleneck(int in, int width, int stride) {
        Initializer kaiming = Initializer.kaimingNormalFanOut();
        conv1 = child("conv1", conv2d(in, width, 1, c -> c.bias(false).initializer(kaiming)));
        bn1 = child("bn1", batchNorm2d(width, b -> b.relu(true)));
        conv2 = child(
                "conv2",
                conv2d(
                        width,
                        width,
                        3,
                        c -> c.stride(stride).padding(1).bias(false).initializer(kaiming)));
        bn2 = child("bn2", batchNorm2d(width, b -> b.relu(true)));
        conv3 = child(
                "conv3", conv2d(width, EXPANSION * width, 1, c -> c.bias(false).initializer(kaiming)));
        bn3 = child("bn3", batchNorm2d(EXPANSION * width));
        downsample = child("downsample", Shortcut.of(in, EXPANSION * width, stride));
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor y = bn2.apply(conv2.apply(bn1.apply(conv1.apply(x))));
        return bn3.apply(conv3.apply(y)).add(downsample.apply(x)).relu();
    }

    @Override
    public String toString() {
        return "Bottleneck(" + conv1 + ", …)";
    }
}
