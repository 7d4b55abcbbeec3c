package ai.hone.vision;

import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;

import ai.hone.nn.Initializer;
import ai.hone.nn.Layer;
import ai.hone.tensor.Tensor;

/** Two 3×3 convolutions beside a shortcut (He et al. 2016): [N, in, H, W] to [N, width, H/stride, W/stride]. Names as torchvision's. */
final class BasicBlock extends Layer {
    private final Layer conv1;
    private final Layer bn1;
    private final Layer conv2;
    private final Layer bn2;
    private final Layer downsample;

    BasicBlock(int in, int width, int stride) {
        Initializer kaiming = Initializer.kaimingNormalFanOut();
        conv1 = child(
                "conv1",
                conv2d(
                        in,
                        width,
                        3,
                        c -> c.stride(stride).padding(1).bias(false).initializer(kaiming)));
        bn1 = child("bn1", batchNorm2d(width, b -> b.relu(true)));
        conv2 = child(
                "conv2", conv2d(width, width, 3, c -> c.padding(1).bias(false).initializer(kaiming)));
        bn2 = child("bn2", batchNorm2d(width));
        downsample = child("downsample", Shortcut.of(in, width, stride));
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor y = bn1.apply(conv1.apply(x));
        return bn2.apply(conv2.apply(y)).add(downsample.apply(x)).relu();
    }

    @Override
    public String toString() {
        return "BasicBlock(" + conv1 + ", …)";
    }
}
