package ai.hone.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the layers of the training toolbox say, refuse, and start with; PyTorch's numbers are in the test kit. */
final class ToolboxLayersTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments(Layers.gelu(), "Gelu()"),
                arguments(Layers.geluTanh(), "Gelu(tanh)"),
                arguments(Layers.silu(), "Silu()"),
                arguments(Layers.mish(), "Mish()"),
                arguments(Layers.leakyRelu(), "LeakyRelu(0.01)"),
                arguments(Layers.elu(), "Elu(1.0)"),
                arguments(Layers.softplus(2), "Softplus(2.0)"),
                arguments(Layers.softmax(1), "Softmax(axis 1)"),
                arguments(Layers.groupNorm(2, 8), "GroupNorm(2, 8)"),
                arguments(Layers.groupNorm(2, 8, g -> g.epsilon(0.01)), "GroupNorm(2, 8, epsilon 0.01)"),
                arguments(Layers.instanceNorm1d(8), "InstanceNorm1d(8)"),
                arguments(
                        Layers.instanceNorm2d(8, i -> i.affine(true).epsilon(0.01)),
                        "InstanceNorm2d(8, epsilon 0.01, affine)"),
                arguments(
                        Layers.conv1d(
                                4,
                                8,
                                3,
                                c -> c.stride(2)
                                        .padding(1)
                                        .dilation(2)
                                        .groups(2)
                                        .bias(false)),
                        "Conv1d(4, 8, kernel 3, stride 2, padding 1, dilation 2, groups 2, no bias)"),
                arguments(Layers.convTranspose1d(4, 8, 3), "ConvTranspose1d(4, 8, kernel 3)"),
                arguments(
                        Layers.convTranspose2d(
                                4,
                                8,
                                3,
                                c -> c.stride(2).padding(1).outputPadding(1).bias(false)),
                        "ConvTranspose2d(4, 8, kernel 3×3, stride 2, padding 1, output padding 1, no bias)"),
                arguments(Layers.maxPool1d(3, p -> p.stride(2).padding(1)), "MaxPool1d(kernel 3, stride 2, padding 1)"),
                arguments(Layers.averagePool1d(2), "AveragePool1d(kernel 2)"),
                arguments(Layers.adaptiveConcatPool1d(), "AdaptiveConcatPool1d(1)"),
                arguments(Layers.pixelShuffle(2), "PixelShuffle(2)"),
                arguments(Layers.upsample(2), "Upsample(factor 2)"),
                arguments(Layers.resize(4, 5, u -> u.bilinear(true)), "Upsample(4×5, bilinear)"),
                arguments(
                        Layers.upsample(2, u -> u.bilinear(true).alignCorners(true)),
                        "Upsample(factor 2, bilinear, corners aligned)"),
                arguments(
                        Layers.convLayer(3, 8, c -> c.stride(2)),
                        "ConvLayer(Conv2d(3, 8, kernel 3×3, stride 2, padding 1, no bias), BatchNorm2d(8, ReLU))"),
                arguments(
                        Layers.convLayer(
                                3,
                                8,
                                c -> c.norm(Norm.NONE)
                                        .dimensions(1)
                                        .activation(Layers::mish)
                                        .extra(Layers.dropout(0.5))),
                        "ConvLayer(Conv1d(3, 8, kernel 3, padding 1), Mish(), Dropout(0.5))"),
                arguments(
                        Layers.pixelShuffleIcnr(4, 2, 2, p -> p.blur(true)),
                        "PixelShuffleIcnr(ConvLayer(Conv2d(4, 8, kernel 1×1), Relu()), PixelShuffle(2), blur)"),
                arguments(Layers.squeezeExcite(256, 16), "SqueezeExcite(256, inner 16)"),
                arguments(Layers.resBlock(1, 8, 8), "ResBlock(8, 8)"),
                arguments(Layers.resBlock(4, 8, 16, r -> r.stride(2)), "ResBlock(32, 64, expansion 4, stride 2)"),
                arguments(new CeilAveragePool2d(2, false), "AveragePool2d(kernel 2×2, ceil)"),
                arguments(new CeilAveragePool2d(2, true), "AveragePool1d(kernel 2, ceil)"),
                arguments(Layers.simpleCnn(3, 16, 10), "SimpleCnn(3, 16, 10)"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("texts")
    void showThemselves(Layer layer, String text) {
        assertThat(layer).hasToString(text);
    }

    private static Arguments refusal(Supplier<?> maker, String message) {
        return arguments(message, maker);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                refusal(
                        () -> Layers.leakyRelu(Double.NaN),
                        "leakyRelu.slope: expected a finite number but received NaN. It is what numbers below 0 are"
                                + " multiplied by; 0.01 is usual."),
                refusal(
                        () -> Layers.elu(Double.POSITIVE_INFINITY),
                        "elu.alpha: expected a finite number but received Infinity."),
                refusal(() -> Layers.softplus(0), "softplus.beta: expected a number above 0 but received 0.0."),
                refusal(() -> Layers.groupNorm(0, 4), "groupNorm.groups: expected 1 or more but received 0."),
                refusal(() -> Layers.groupNorm(1, 0), "groupNorm.channels: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.groupNorm(3, 4),
                        "groupNorm.groups: expected a divisor of channels 4 but received 3."),
                refusal(
                        () -> Layers.groupNorm(2, 4, g -> g.epsilon(-1)),
                        "groupNorm.epsilon: expected a number above 0 but received -1.0."),
                refusal(() -> Layers.instanceNorm2d(0), "instanceNorm.channels: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.instanceNorm2d(2, i -> i.epsilon(0)),
                        "instanceNorm.epsilon: expected a number above 0 but received 0.0."),
                refusal(
                        () -> Layers.instanceNorm2d(2, i -> i.weight(Double.NaN)),
                        "instanceNorm.weight: expected a finite number but received NaN."),
                refusal(
                        () -> Layers.instanceNorm2d(2, i -> i.bias(Double.NaN)),
                        "instanceNorm.bias: expected a finite number but received NaN."),
                refusal(() -> Layers.conv1d(0, 1, 1), "conv1d.in: expected 1 or more but received 0."),
                refusal(() -> Layers.conv1d(1, 0, 1), "conv1d.out: expected 1 or more but received 0."),
                refusal(() -> Layers.conv1d(1, 1, 0), "conv1d.kernel: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.conv1d(1, 1, 1, c -> c.stride(0)),
                        "conv1d.stride: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.conv1d(1, 1, 1, c -> c.padding(-1)),
                        "conv1d.padding: expected 0 or more but received -1."),
                refusal(
                        () -> Layers.conv1d(1, 1, 1, c -> c.dilation(0)),
                        "conv1d.dilation: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.conv1d(2, 3, 1, c -> c.groups(2)),
                        "conv1d.groups: expected a divisor of in 2 and out 3 but received 2."),
                refusal(
                        () -> Layers.convTranspose2d(0, 1, 1),
                        "convTranspose2d.in: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convTranspose1d(1, 0, 1),
                        "convTranspose1d.out: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convTranspose1d(1, 1, 0),
                        "convTranspose1d.kernel: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convTranspose2d(1, 1, 1, c -> c.stride(0)),
                        "convTranspose2d.stride: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convTranspose2d(1, 1, 1, c -> c.padding(-1)),
                        "convTranspose2d.padding: expected 0 or more but received -1."),
                refusal(
                        () -> Layers.convTranspose2d(1, 1, 1, c -> c.dilation(0)),
                        "convTranspose2d.dilation: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convTranspose2d(2, 3, 1, c -> c.groups(2)),
                        "convTranspose2d.groups: expected a divisor of in 2 and out 3 but received 2."),
                refusal(
                        () -> Layers.convTranspose2d(2, 3, 3, c -> c.stride(2).outputPadding(2)),
                        "convTranspose2d.outputPadding: expected less than the stride of 2 but received 2."),
                refusal(
                        () -> Layers.convTranspose2d(2, 3, 3, c -> c.outputPadding(-1)),
                        "convTranspose2d.outputPadding: expected 0 or more but received -1."),
                refusal(
                        () -> Layers.maxPool1d(2, p -> p.padding(2)),
                        "pool.padding: expected at most half the kernel of 2 but received 2."),
                refusal(
                        () -> Layers.adaptiveConcatPool1d(0),
                        "adaptiveConcatPool1d.size: expected 1 or more but received 0."),
                refusal(() -> Layers.pixelShuffle(0), "pixelShuffle.factor: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.pixelShuffleIcnr(0, 1, 2),
                        "pixelShuffleIcnr.in: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.pixelShuffleIcnr(1, 0, 2),
                        "pixelShuffleIcnr.out: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.pixelShuffleIcnr(1, 1, 0),
                        "pixelShuffleIcnr.factor: expected 1 or more but received 0."),
                refusal(() -> Layers.upsample(0), "upsample.factor: expected 1 or more but received 0."),
                refusal(() -> Layers.resize(0, 2, u -> {}), "upsample.height: expected 1 or more but received 0."),
                refusal(() -> Layers.resize(2, 0, u -> {}), "upsample.width: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.upsample(2, u -> u.alignCorners(true)),
                        "upsample.alignCorners: expected bilinear interpolation but received the nearest element."),
                refusal(() -> Layers.convLayer(0, 1), "convLayer.in: expected 1 or more but received 0."),
                refusal(() -> Layers.convLayer(1, 0), "convLayer.out: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convLayer(1, 1, c -> c.kernel(0)),
                        "convLayer.kernel: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convLayer(1, 1, c -> c.stride(0)),
                        "convLayer.stride: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convLayer(1, 1, c -> c.padding(-1)),
                        "convLayer.padding: expected 0 or more but received -1."),
                refusal(
                        () -> Layers.convLayer(1, 1, c -> c.groups(0)),
                        "convLayer.groups: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.convLayer(1, 1, c -> c.dimensions(3)),
                        "convLayer.dimensions: expected 1 or 2 but received 3."),
                refusal(
                        () -> Layers.convLayer(1, 1, c -> c.biasDeviation(-1)),
                        "convLayer.biasDeviation: expected a number of 0 or more but received -1.0."),
                refusal(
                        () -> Layers.squeezeExcite(0, 16),
                        "squeezeExcite.channels: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.squeezeExcite(8, 0),
                        "squeezeExcite.reduction: expected 1 or more but received 0."),
                refusal(() -> Layers.resBlock(0, 1, 1), "resBlock.expansion: expected 1 or more but received 0."),
                refusal(() -> Layers.resBlock(1, 0, 1), "resBlock.in: expected 1 or more but received 0."),
                refusal(() -> Layers.resBlock(1, 1, 0), "resBlock.out: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.resBlock(1, 1, 1, r -> r.stride(0)),
                        "resBlock.stride: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.resBlock(1, 1, 1, r -> r.kernel(2)),
                        "resBlock.kernel: expected an odd number above 0 but received 2."),
                refusal(
                        () -> Layers.resBlock(1, 1, 1, r -> r.groups(0)),
                        "resBlock.groups: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.resBlock(1, 1, 1, r -> r.squeezeExcite(0)),
                        "resBlock.squeezeExcite: expected 1 or more but received 0."),
                refusal(
                        () -> Layers.resBlock(1, 1, 1, r -> r.dimensions(0)),
                        "resBlock.dimensions: expected 1 or 2 but received 0."),
                refusal(
                        () -> Layers.resBlock(1, 1, 1, r -> r.dimensions(1).squeezeExcite(16)),
                        "resBlock.squeezeExcite: expected pictures but received 1 dimension."),
                refusal(() -> Layers.simpleCnn(3), "simpleCnn.filters: expected two numbers or more but received [3]."),
                refusal(
                        () -> Layers.simpleCnn(new int[] {3, 4, 5}, s -> s.kernels(3)),
                        "simpleCnn.kernels: expected 2 numbers but received [3]."),
                refusal(
                        () -> Layers.simpleCnn(new int[] {3, 4, 5}, s -> s.strides(1, 2, 3)),
                        "simpleCnn.strides: expected 2 numbers but received [1, 2, 3]."),
                refusal(
                        () -> Initializer.icnr(0, Initializer.ones()),
                        "icnr.factor: expected 1 or more but received 0."),
                refusal(
                        () -> Initializer.icnr(2, Initializer.ones()).values(Shape.of(6, 3), new SplittableRandom(1)),
                        "icnr: expected weights for a multiple of 4 channels but received [6, 3]."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void refuseImpossibleSettings(String message, Supplier<?> maker) {
        assertThatThrownBy(maker::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static Arguments input(Layer layer, Tensor x, String message) {
        return arguments(message, layer, x.shape());
    }

    static Stream<Arguments> inputs() {
        try (Scope scope = Scope.open()) {
            return Stream.of(
                    input(
                            Layers.conv1d(3, 2, 3),
                            Tensor.zeros(2, 3, 8, 8),
                            "conv1d: expected input [N, C, L] but received [2, 3, 8, 8]. Pictures want the layer whose"
                                    + " name ends in 2d."),
                    input(
                            Layers.maxPool1d(2),
                            Tensor.zeros(2, 3),
                            "maxPool1d: expected input [N, C, L] but received [2, 3]. L is the sequence's length."),
                    input(
                            Layers.conv1d(3, 2, 3),
                            Tensor.zeros(2, 4, 8),
                            "conv2d: expected input [N, 3, H, W] for weights [2, 3, 1, 3]"),
                    input(
                            Layers.convTranspose2d(3, 2, 3),
                            Tensor.zeros(2, 4, 8, 8),
                            "convTranspose2d: expected input [N, 3, H, W] for weights [3, 2, 3, 3] but received"
                                    + " [2, 4, 8, 8]."),
                    input(
                            Layers.convTranspose2d(3, 2, 2, c -> c.padding(1)),
                            Tensor.zeros(2, 3, 1, 2),
                            "convTranspose2d: expected an input whose result has a row and a column at least but"
                                    + " received [2, 3, 1, 2], which gives 0×1."),
                    input(
                            Layers.groupNorm(2, 4),
                            Tensor.zeros(2, 6),
                            "groupNorm: expected input [N, C, …] with 4 channels but received [2, 6]."),
                    input(
                            Layers.groupNorm(2, 4),
                            Tensor.zeros(2, 4, 0),
                            "groupNorm: expected at least one element per group but received [2, 4, 0]."),
                    input(
                            Layers.instanceNorm2d(4),
                            Tensor.zeros(2, 3, 4, 4),
                            "InstanceNorm2d: expected input [N, 4, H, W] but received [2, 3, 4, 4]."),
                    input(
                            Layers.instanceNorm1d(4),
                            Tensor.zeros(2, 4),
                            "InstanceNorm1d: expected input [N, 4, L] but received [2, 4]."),
                    input(
                            Layers.instanceNorm1d(4),
                            Tensor.zeros(2, 4, 1),
                            "InstanceNorm1d: expected more than one element per channel in training but received"
                                    + " [2, 4, 1]."),
                    input(
                            Layers.pixelShuffle(2),
                            Tensor.zeros(2, 6, 3, 3),
                            "pixelShuffle: expected input [N, C·4, H, W] but received [2, 6, 3, 3]. Every pixel becomes"
                                    + " 2×2 pixels of a channel."),
                    input(
                            Layers.upsample(2),
                            Tensor.zeros(2, 3, 4),
                            "upsample: expected input [N, C, H, W] but received [2, 3, 4]."),
                    input(
                            Layers.resize(2, 2, u -> {}),
                            Tensor.zeros(2, 3, 0, 4),
                            "upsample2d: expected input [N, C, H, W] with at least one row and column but received"
                                    + " [2, 3, 0, 4]."),
                    input(
                            new CeilAveragePool2d(2, false),
                            Tensor.zeros(2, 3, 4),
                            "averagePool2d: expected input [N, C, H, W] but received [2, 3, 4]."));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void refuseInputsThatDoNotFit(String message, Layer layer, Shape input) {
        try (layer) {
            layer.initialize(0);
            assertThatThrownBy(() -> layer.apply(Tensor.zeros(input.dims())))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void operationsRefuseWhatLayersCannotPass() {
        Tensor x = Tensor.zeros(2, 3, 4, 4);
        assertThatThrownBy(() -> ai.hone.tensor.op.GroupNorm.groupNorm(x, 2, null, null, 1e-5))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("groupNorm: expected input [N, C, …] with a multiple of 2 channels");
        assertThatThrownBy(() ->
                        ai.hone.tensor.op.Upsample2d.upsample2d(x, 0, 3, ai.hone.tensor.op.Upsample2d.Mode.NEAREST))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("upsample2d: expected a size of 1×1 or more but received 0×3.");
        assertThatThrownBy(() -> ai.hone.tensor.op.Gelu.gelu(x.to(DType.INT64)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("gelu: expected FLOAT32 or FLOAT64 but received INT64.");
        assertThatThrownBy(() -> ai.hone.tensor.op.ConvTranspose2d.convTranspose2d(
                        x, Tensor.zeros(3, 2, 3, 3).to(DType.FLOAT64), null, Geometry.square(3, 1, 0, 1, 1), 0, 0))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("convTranspose2d: expected operands of one type");
    }

    @Test
    void activationsHoldFarFromZero() {
        Tensor x = Tensor.of(new float[] {-1000, -100, 100, 1000}, 4);
        for (Layer layer :
                new Layer[] {Layers.gelu(), Layers.geluTanh(), Layers.silu(), Layers.mish(), Layers.softplus()}) {
            Tensor leaf = x.requireGradient();
            Tensor y = layer.apply(leaf);
            y.sum().backward();
            assertThat(y.toFloatArray())
                    .as(layer.toString())
                    .containsExactly(new float[] {0, 0, 100, 1000}, within(1e-6f));
            assertThat(Objects.requireNonNull(leaf.gradient()).toFloatArray())
                    .as(layer.toString())
                    .containsExactly(new float[] {0, 0, 1, 1}, within(1e-6f));
        }
    }

    @Test
    void convLayersStartAsFastais() {
        assertUniform(Layers.convLayer(10, 50), "0.weight", Math.sqrt(6.0 / 90));
        assertUniform(
                Layers.convLayer(10, 50, c -> c.activation(Layers::sigmoid)), "0.weight", Math.sqrt(6.0 / (90 + 450)));
        assertUniform(Layers.convLayer(10, 50, c -> c.noActivation()), "0.weight", Math.sqrt(1.0 / 90));
        assertUniform(Layers.convTranspose2d(50, 10, 3), "weight", Math.sqrt(1.0 / 90));
        assertUniform(Layers.conv1d(50, 10, 3), "weight", Math.sqrt(1.0 / 150));
        try (Layer plain = Layers.convLayer(3, 4000, c -> c.norm(Norm.NONE));
                Layer normed = Layers.convLayer(3, 4);
                Layer zero = Layers.convLayer(3, 4, c -> c.norm(Norm.BATCH_ZERO))) {
            plain.initialize(1);
            normed.initialize(1);
            zero.initialize(1);
            double squares = 0;
            for (float v : values(plain, "0.bias")) {
                squares += v * v / 4000.0;
            }
            assertThat(Math.sqrt(squares)).isBetween(0.0095, 0.0105);
            assertThat(normed.parameters()).containsOnlyKeys("0.weight", "1.weight", "1.bias");
            assertThat(values(normed, "1.weight")).containsOnly(1);
            assertThat(values(normed, "1.bias")).containsOnly(1e-3f);
            assertThat(values(zero, "1.weight")).containsOnly(0);
        }
    }

    private static void assertUniform(Layer layer, String name, double bound) {
        try (layer) {
            layer.initialize(3);
            float[] values = values(layer, name);
            double squares = 0;
            for (float v : values) {
                assertThat((double) Math.abs(v)).isLessThanOrEqualTo(bound);
                squares += v * v / (double) values.length;
            }
            assertThat(squares).as(layer.toString()).isBetween(0.85 * bound * bound / 3, 1.15 * bound * bound / 3);
        }
    }

    private static float[] values(Layer layer, String name) {
        return Objects.requireNonNull(layer.parameters().get(name)).value().toFloatArray();
    }

    @Test
    void residualBlocksStartAsTheirIdentity() {
        try (Layer block = Layers.resBlock(4, 2, 2)) {
            block.initialize(1);
            Tensor x = Tensor.full(0.5, DType.FLOAT32, 2, 8, 3, 3);
            assertThat(block.apply(x).toFloatArray()).containsOnly(0.501f);
            assertThat(block.parameters())
                    .containsKeys("convpath.0.0.weight", "convpath.1.0.weight", "convpath.2.1.weight");
        }
        try (Layer block = Layers.resBlock(1, 2, 3, r -> r.stride(2).squeezeExcite(16))) {
            block.initialize(1);
            assertThat(block.parameters()).containsKeys("convpath.2.layers.1.0.weight", "idpath.1.0.weight");
        }
    }

    @Test
    void pixelShufflesStartWithoutAChequerboard() {
        try (Layer layer = Layers.pixelShuffleIcnr(3, 2, 2)) {
            layer.initialize(7);
            Tensor x = Tensor.of(new float[] {1, -2, 3, 4, 5, -6}, 1, 3, 1, 2);
            float[] y = layer.apply(x).toFloatArray();
            for (int i = 0; i < y.length; i += 8) {
                assertThat(new float[] {y[i + 1], y[i + 4], y[i + 5]}).containsOnly(y[i]);
                assertThat(new float[] {y[i + 3], y[i + 6], y[i + 7]}).containsOnly(y[i + 2]);
            }
            assertThat(y).as("different channels").isNotEqualTo(new float[y.length]);
        }
    }
}
