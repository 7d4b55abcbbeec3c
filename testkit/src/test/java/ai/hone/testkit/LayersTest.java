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
