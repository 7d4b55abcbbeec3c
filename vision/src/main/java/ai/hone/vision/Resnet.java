package ai.hone.vision;

import ai.hone.nn.Layer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** torchvision's residual networks (He et al. 2016), whose public weights load by name. */
public enum Resnet implements Architecture {
    /** 11.7 million parameters. */
    RESNET18(false, 2, 2, 2, 2),
    /** 21.8 million parameters. */
    RESNET34(false, 3, 4, 6, 3),
    /** 25.6 million parameters. */
    RESNET50(true, 3, 4, 6, 3),
    /** 44.5 million parameters. */
    RESNET101(true, 3, 4, 23, 3),
    /** 60.2 million parameters. */
    RESNET152(true, 3, 8, 36, 3);

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers and an unmodifiable list.
    private final ResidualNetwork network;

    Resnet(boolean bottleneck, int... blocks) {
        this.network = ResidualNetwork.of(o -> o.blocks(blocks).bottleneck(bottleneck));
    }

    @Override
    public Layer create(int channels, int outputs) {
        return network.create(channels, outputs);
    }

    /** Its groups are fastai's: the stem with layer1 and layer2, then layer3 with layer4. */
    @Override
    public Body body(int channels) {
        return network.body(channels);
    }

    /** ImageNet's. */
    @Override
    public Optional<Normalize> normalization() {
        return Optional.of(Normalize.IMAGENET);
    }

    /** Such as {@code resnet18}. */
    @Override
    public String kind() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }
}
