package ai.hone.testkit;

import ai.hone.nn.Layer;
import ai.hone.nn.Layers;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer of core keeps the layer contract. */
@ExtendWith(LeakExtension.class)
final class LayersTest {
    private static Arguments layer(String name, Supplier<Layer> layer, Shape input, Shape output) {
        return Arguments.of(name, layer, input, output);
    }

    static Stream<Arguments> layers() {
        Shape picture = Shape.of(4, 3, 7, 6);
        Shape rows = Shape.of(4, 5);
        Shape line = Shape.of(4, 3, 7);
        return Stream.of(
                layer(
                        "conv2d",
                        () -> Layers.conv2d(3, 4, 3, c -> c.stride(2).padding(1)),
                        picture,
                        Shape.of(4, 4, 4, 3)),
                layer("linear", () -> Layers.linear(5, 2), rows, Shape.of(4, 2)),
                layer("batchNorm2d", () -> Layers.batchNorm2d(3), picture, picture),
                layer("batchNorm2d with ReLU", () -> Layers.batchNorm2d(3, b -> b.relu(true)), picture, picture),
                layer("batchNorm1d", () -> Layers.batchNorm1d(5), rows, rows),
                layer("batchNorm, fixed", () -> Layers.batchNorm1d(5, b -> b.fixedStatistics(true)), rows, rows),
                layer("layerNorm", () -> Layers.layerNorm(5), rows, rows),
                layer("layerNorm of sequences", () -> Layers.layerNorm(6), Shape.of(4, 3, 6), Shape.of(4, 3, 6)),
                layer("batchNorm1d of sequences", () -> Layers.batchNorm1d(3), line, line),
                layer("groupNorm", () -> Layers.groupNorm(3, 6), Shape.of(4, 6, 3, 2), Shape.of(4, 6, 3, 2)),
                layer("instanceNorm1d", () -> Layers.instanceNorm1d(3), line, line),
                layer("instanceNorm2d", () -> Layers.instanceNorm2d(3, i -> i.affine(true)), picture, picture),
                layer("gelu", Layers::gelu, rows, rows),
                layer("gelu by tanh", Layers::geluTanh, rows, rows),
                layer("silu", Layers::silu, picture, picture),
                layer("mish", Layers::mish, rows, rows),
                layer("leakyRelu", Layers::leakyRelu, rows, rows),
                layer("elu", Layers::elu, rows, rows),
                layer("softplus", Layers::softplus, rows, rows),
                layer("softmax", () -> Layers.softmax(-1), rows, rows),
                layer("conv1d", () -> Layers.conv1d(3, 4, 3, c -> c.stride(2).padding(1)), line, Shape.of(4, 4, 4)),
                layer(
                        "convTranspose1d",
                        () -> Layers.convTranspose1d(3, 2, 3, c -> c.stride(2)),
                        line,
                        Shape.of(4, 2, 15)),
                layer(
                        "convTranspose2d",
                        () -> Layers.convTranspose2d(
                                3, 2, 3, c -> c.stride(2).padding(1).outputPadding(1)),
                        picture,
                        Shape.of(4, 2, 14, 12)),
                layer("maxPool1d", () -> Layers.maxPool1d(3, p -> p.stride(2)), line, Shape.of(4, 3, 3)),
                layer("averagePool1d", () -> Layers.averagePool1d(2), line, Shape.of(4, 3, 3)),
                layer("adaptiveConcatPool1d", Layers::adaptiveConcatPool1d, line, Shape.of(4, 6, 1)),
                layer("pixelShuffle", () -> Layers.pixelShuffle(2), Shape.of(4, 8, 3, 2), Shape.of(4, 2, 6, 4)),
                layer(
                        "pixelShuffleIcnr",
                        () -> Layers.pixelShuffleIcnr(3, 2, 2, p -> p.blur(true)),
                        picture,
                        Shape.of(4, 2, 14, 12)),
                layer("upsample", () -> Layers.upsample(2), picture, Shape.of(4, 3, 14, 12)),
                layer("resize", () -> Layers.resize(5, 9, u -> u.bilinear(true)), picture, Shape.of(4, 3, 5, 9)),
                layer(
                        "batchNorm, convLayer",
                        () -> Layers.convLayer(3, 4, c -> c.stride(2)),
                        picture,
                        Shape.of(4, 4, 4, 3)),
                layer("squeezeExcite", () -> Layers.squeezeExcite(3, 1), picture, picture),
                layer(
                        "batchNorm, resBlock",
                        () -> Layers.resBlock(4, 1, 2, r -> r.stride(2).squeezeExcite(2)),
                        Shape.of(4, 4, 5, 6),
                        Shape.of(4, 8, 3, 3)),
                layer("batchNorm, simpleCnn", () -> Layers.simpleCnn(3, 4, 5), picture, Shape.of(4, 5)),
                layer("dropout", () -> Layers.dropout(0.5), rows, rows),
                layer("relu", Layers::relu, picture, picture),
                layer("sigmoid", Layers::sigmoid, rows, rows),
                layer("tanh", Layers::tanh, rows, rows),
                layer(
                        "maxPool2d",
                        () -> Layers.maxPool2d(3, p -> p.stride(2).padding(1)),
                        picture,
                        Shape.of(4, 3, 4, 3)),
                layer("averagePool2d", () -> Layers.averagePool2d(2), picture, Shape.of(4, 3, 3, 3)),
                layer("adaptiveAveragePool2d", () -> Layers.adaptiveAveragePool2d(2), picture, Shape.of(4, 3, 2, 2)),
                layer("adaptiveConcatPool2d", Layers::adaptiveConcatPool2d, picture, Shape.of(4, 6, 1, 1)),
                layer("flatten", Layers::flatten, picture, Shape.of(4, 126)),
                layer("identity", Layers::identity, rows, rows),
                layer(
                        "sequential",
                        () -> Layers.sequential(Layers.linear(5, 3), Layers.relu(), Layers.linear(3, 2)),
                        rows,
                        Shape.of(4, 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void keepsTheContract(String name, Supplier<Layer> layer, Shape input, Shape output) {
        verify(name, layer, input, output);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void keepsTheContractOnReferenceKernels(String name, Supplier<Layer> layer, Shape input, Shape output) {
        try (Scope scope = Scope.open(new ReferenceKernels())) {
            verify(name, layer, input, output);
        }
    }

    private static void verify(String name, Supplier<Layer> layer, Shape input, Shape output) {
        LayerContract.verify(layer, input, o -> {
            o.output(output);
            if ((name.startsWith("batchNorm") && !name.endsWith("fixed")) || name.equals("dropout")) {
                o.trainingDiffers();
            }
        });
    }
}
