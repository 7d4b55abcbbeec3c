package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.DataException;
import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.nn.Summary;
import ai.hone.optim.ParameterGroup;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import ai.hone.testkit.LayerContract;
import ai.hone.testkit.LeakExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Architectures have torchvision's parameters, cut into body and head, and are rebuilt from their settings. */
@ExtendWith(LeakExtension.class)
final class ResnetTest {
    private static final ResidualNetwork SMALL =
            ResidualNetwork.of(o -> o.blocks(1, 1, 1).width(4).smallStem(true));

    private static long count(Layer layer) {
        return layer.parameters().values().stream()
                .mapToLong(p -> p.shape().size())
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "RESNET18,11689512,62",
        "RESNET34,21797672,110",
        "RESNET50,25557032,161",
        "RESNET101,44549160,314",
        "RESNET152,60192808,467"
    })
    void hasTorchvisionsParameters(Resnet resnet, long parameters, int arrays) {
        Layer network = resnet.create(3, 1000);
        assertThat(count(network)).isEqualTo(parameters);
        assertThat(network.parameters()).hasSize(arrays);
    }

    @Test
    void namesParametersAsTorchvision() {
        assertThat(Resnet.RESNET50.create(3, 10).parameters())
                .containsKeys(
                        "conv1.weight",
                        "bn1.bias",
                        "layer1.0.conv3.weight",
                        "layer1.0.downsample.0.weight",
                        "layer4.2.bn3.weight",
                        "fc.bias")
                .doesNotContainKeys("layer1.1.downsample.0.weight");
        assertThat(Resnet.RESNET18.create(3, 10).buffers())
                .hasSize(40)
                .containsKeys("bn1.running_mean", "layer2.0.downsample.1.running_var");
    }

    @ParameterizedTest
    @EnumSource(Resnet.class)
    void bodyHasFastaisGroups(Resnet resnet) {
        Body body = resnet.body(3);
        assertThat(body.features()).isEqualTo(resnet.compareTo(Resnet.RESNET50) < 0 ? 512 : 2048);
        assertThat(body.groups())
                .containsExactly(List.of("conv1", "bn1", "maxpool", "layer1", "layer2"), List.of("layer3", "layer4"));
        assertThat(body.layer().parameters().keySet()).allMatch(name -> !name.startsWith("fc."));
    }

    @Test
    void modelGroupsHoldEveryParameterOnce() {
        VisionModel model = VisionModel.of(Resnet.RESNET18, 3, 2);
        List<ParameterGroup> groups = model.groups();
        assertThat(groups).hasSize(3);
        assertThat(groups.stream().flatMap(g -> g.parameters().stream()))
                .containsExactlyInAnyOrderElementsOf(model.parameters().values());
        assertThat(groups.get(2).parameters())
                .containsExactlyElementsOf(model.head().parameters().values());
        assertThat(groups.get(0).parameters()).contains(first(model, "body.layer2.1.bn2.bias"));
        assertThat(groups.get(1).parameters()).contains(first(model, "body.layer3.0.conv1.weight"));
    }

    private static Parameter first(Layer model, String name) {
        return java.util.Objects.requireNonNull(model.parameters().get(name));
    }

    @Test
    void sizesFollowThePicture() {
        try (Layer network = Resnet.RESNET18.create(1, 7)) {
            network.initialize(0);
            Summary summary = Summary.of(network, Shape.of(2, 1, 64, 48));
            assertThat(summary.rows()).anySatisfy(r -> {
                assertThat(r.path()).isEqualTo("layer4.1.bn2");
                assertThat(r.output()).isEqualTo(Shape.of(2, 512, 2, 2));
            });
            assertThat(summary.toString()).contains("Conv2d(1, 64, kernel 7×7, stride 2, padding 3, no bias)");
        }
    }

    @Test
    void smallNetworksKeepTheContract() {
        LayerContract.verify(
                () -> SMALL.create(1, 5),
                Shape.of(4, 1, 12, 12),
                o -> o.output(Shape.of(4, 5)).trainingDiffers());
        LayerContract.verify(
                () -> ResidualNetwork.of(
                                o -> o.blocks(1, 1).width(2).bottleneck(true).smallStem(true))
                        .body(3)
                        .layer(),
                Shape.of(4, 3, 12, 12),
                o -> o.output(Shape.of(4, 16, 6, 6)).trainingDiffers());
        LayerContract.verify(
                () -> VisionModel.of(SMALL, 3, 5),
                Shape.of(4, 3, 12, 12),
                o -> o.output(Shape.of(4, 5)).trainingDiffers());
    }

    @Test
    void startsAsTorchvision() {
        try (Scope scope = Scope.open();
                Layer network = Resnet.RESNET18.create(3, 1000)) {
            network.initialize(3);
            assertThat(deviation(first(network, "layer3.1.conv1.weight")))
                    .isBetween(0.98 * Math.sqrt(2.0 / 2304), 1.02 * Math.sqrt(2.0 / 2304));
            assertThat(deviation(first(network, "conv1.weight")))
                    .isBetween(0.96 * Math.sqrt(2.0 / 3136), 1.04 * Math.sqrt(2.0 / 3136));
            assertThat(deviation(first(network, "fc.weight")))
                    .isBetween(0.99 / Math.sqrt(3 * 512), 1.01 / Math.sqrt(3 * 512));
        }
    }

    private static double deviation(Parameter p) {
        return Math.sqrt(p.value().detach().square().mean().itemDouble());
    }

    @Test
    void isRebuiltFromItsSettings() {
        assertThat(Architectures.of(SMALL.kind(), SMALL.settings())).isEqualTo(SMALL);
        for (Resnet resnet : Resnet.values()) {
            assertThat(Architectures.of(resnet.kind(), resnet.settings())).isSameAs(resnet);
        }
        assertThatThrownBy(() -> Architectures.of("vgg16", Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("architecture: expected residual_network or one of [resnet18, resnet34")
                .hasMessageContaining("but received vgg16");
    }

    @Test
    void namesTheLayerOfAWrongPicture() {
        try (Scope scope = Scope.open();
                Layer network = SMALL.create(3, 5)) {
            network.initialize(0);
            assertThatThrownBy(() -> network.apply(Tensor.zeros(2, 1, 8, 8)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("conv1: conv2d: expected input [N, 3, H, W]")
                    .hasMessageContaining("received [2, 1, 8, 8]");
        }
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> ResidualNetwork.of(o -> o.blocks(2, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("residual_network: expected at least one block")
                .hasMessageContaining("received blocks [2, 0] and width 64");
        assertThatThrownBy(() -> SMALL.create(3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("residual_network.outputs: expected 1 or more but received 0");
        assertThatThrownBy(() -> new Body(SMALL.body(3).layer(), 16, List.of(List.of("conv1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("body.groups: expected each of the children [bn1, conv1, layer1");
    }
}
