package ai.hone.vision;

import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.identity;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.maxPool2d;
import static ai.hone.nn.Layers.sequential;

import ai.hone.nn.Initializer;
import ai.hone.nn.Layer;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.AdaptivePool2d;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The layers of a residual network, named as torchvision's: conv1, bn1, maxpool, layer1, layer2, …, and fc if it is complete. */
final class ResidualLayers extends Layer {
    private final ResidualNetwork network;
    private final int channels;
    private final Layer conv1;
    private final Layer bn1;
    private final Layer maxpool;
    private final List<Layer> stages = new ArrayList<>();
    private final Optional<Layer> fc;

    /** @param outputs 0 for a body */
    ResidualLayers(ResidualNetwork network, int channels, int outputs) {
        this.network = network;
        this.channels = channels;
        int width = network.width();
        int kernel = network.smallStem() ? 3 : 7;
        int stride = network.smallStem() ? 1 : 2;
        conv1 = child(
                "conv1",
                conv2d(
                        channels,
                        width,
                        kernel,
                        c -> c.stride(stride)
                                .padding(kernel / 2)
                                .bias(false)
                                .initializer(Initializer.kaimingNormalFanOut())));
        bn1 = child("bn1", batchNorm2d(width, b -> b.relu(true)));
        maxpool = child(
                "maxpool",
                network.smallStem() ? identity() : maxPool2d(3, p -> p.stride(2).padding(1)));
        int in = width;
        for (int s = 0; s < network.blocks().size(); s++) {
            stages.add(child("layer" + (s + 1), stage(in, s)));
            in = network.features(s);
        }
        fc = outputs == 0 ? Optional.empty() : Optional.of(child("fc", linear(in, outputs)));
    }

    private Layer stage(int in, int s) {
        int width = network.width() << s;
        List<Layer> blocks = new ArrayList<>();
        for (int b = 0; b < network.blocks().get(s); b++) {
            int from = b == 0 ? in : network.features(s);
            int stride = b == 0 && s > 0 ? 2 : 1;
            blocks.add(
                    network.bottleneck() ? new Bottleneck(from, width, stride) : new BasicBlock(from, width, stride));
        }
        return sequential(blocks);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor y = maxpool.apply(bn1.apply(conv1.apply(x)));
        for (Layer stage : stages) {
            y = stage.apply(y);
        }
        return fc.isPresent()
                ? fc.get().apply(AdaptivePool2d.adaptiveAveragePool2d(y, 1, 1).flatten(1))
                : y;
    }

    @Override
    public String toString() {
        return network + " of " + channels + " channels";
    }
}
