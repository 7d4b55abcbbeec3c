package ai.hone.testkit;

import static ai.hone.nn.Layers.adaptiveAveragePool2d;
import static ai.hone.nn.Layers.adaptiveConcatPool2d;
import static ai.hone.nn.Layers.averagePool2d;
import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.layerNorm;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.maxPool2d;
import static ai.hone.nn.Layers.sequential;
import static ai.hone.nn.Layers.sigmoid;
import static ai.hone.nn.Layers.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers give PyTorch's outputs, gradients and running statistics: parity/layers.py. */
final class LayerGoldensTest {
    private static final double TOLERANCE = 2e-5;
    private static final Goldens GOLDENS = Goldens.of(LayerGoldensTest.class, "layers");

    static Stream<Arguments> layers() {
        return Stream.of(
                arguments("conv", conv2d(3, 4, 3)),
                arguments(
                        "convStrided",
                        conv2d(3, 4, 7, c -> c.stride(2).padding(3).bias(false))),
                arguments("convDilated", conv2d(3, 2, 3, c -> c.padding(2).dilation(2))),
                arguments("convGrouped", conv2d(4, 6, 3, c -> c.padding(1).groups(2))),
                arguments(
                        "convDepthwise",
                        conv2d(4, 4, 3, c -> c.stride(2).padding(1).groups(4))),
                arguments(
                        "convRectangular",
                        conv2d(2, 3, 1, 5, c -> c.stride(2, 1).padding(0, 2))),
                arguments("convPointwise", conv2d(5, 3, 1, c -> c.stride(2).bias(false))),
                arguments("linear", linear(7, 5)),
                arguments("linearPlain", linear(7, 5, l -> l.bias(false))),
                arguments("batchNorm2d", batchNorm2d(3)),
                arguments("batchNorm2dEvaluation", batchNorm2d(3)),
                arguments("batchNorm1d", batchNorm1d(5)),
                arguments("batchNorm1dEvaluation", batchNorm1d(5)),
                arguments("batchNormRelu", sequential(batchNorm2d(3, b -> b.relu(true)))),
                arguments("layerNorm", layerNorm(5)),
                arguments("layerNormEpsilon", layerNorm(7, l -> l.epsilon(0.01))),
                arguments("layerNormEvaluation", layerNorm(5)),
                arguments("maxPool", maxPool2d(3, p -> p.stride(2).padding(1))),
                arguments("maxPoolPlain", maxPool2d(2)),
                arguments("averagePool", averagePool2d(3, p -> p.stride(2).padding(1))),
                arguments("adaptiveAveragePool", adaptiveAveragePool2d(3, 2)),
                arguments("adaptiveConcatPool", adaptiveConcatPool2d()),
                arguments("sigmoid", sigmoid()),
                arguments("tanh", tanh()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void agreesWithPyTorchOnTheBackEnd(String name, Layer layer) {
        verify(GOLDENS, name, layer, Scope.currentKernels());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void agreesWithPyTorchOnReferenceKernels(String name, Layer layer) {
        verify(GOLDENS, name, layer, new ReferenceKernels());
    }

    /** Gives the layer the golden's state, and compares output, gradients and buffers. */
    static void verify(Goldens goldens, String name, Layer layer, Kernels kernels) {
        try (Scope scope = Scope.open(kernels);
                layer) {
            layer.initialize(0);
            layer.train(!name.endsWith("Evaluation"));
            layer.parameters()
                    .forEach((key, p) ->
                            p.assign(goldens.tensor(name + ".state." + key).toFloatArray()));
            layer.buffers()
                    .forEach((key, b) ->
                            b.assign(goldens.tensor(name + ".state." + key).toFloatArray()));
            assertThat(layer.state()).hasSize((int) goldens.names().stream()
                    .filter(n -> n.startsWith(name + ".state."))
                    .count());
            Tensor x = goldens.tensor(name + ".x").requireGradient();
            Tensor y = layer.apply(x);
            goldens.assertClose(y, name + ".y", TOLERANCE);
            y.mul(goldens.tensor(name + ".g")).sum().backward();
            goldens.assertClose(Objects.requireNonNull(x.gradient()), name + ".dx", TOLERANCE);
            layer.parameters()
                    .forEach((key, p) ->
                            goldens.assertClose(Objects.requireNonNull(p.gradient()), name + ".d." + key, TOLERANCE));
            layer.buffers().forEach((key, b) -> goldens.assertClose(b.value(), name + ".after." + key, TOLERANCE));
            x.free();
        }
    }

    @Test
    void crossEntropyAgreesWithPyTorch() {
        try (Scope scope = Scope.open()) {
            Tensor logits = GOLDENS.tensor("crossEntropy.logits").requireGradient();
            Tensor targets = GOLDENS.tensor("crossEntropy.targets");
            CrossEntropyLoss loss = new CrossEntropyLoss();
            GOLDENS.assertClose(loss.perItem(logits, targets), "crossEntropy.losses", 1e-6);
            GOLDENS.assertClose(loss.activation(logits), "crossEntropy.activation", 1e-6);
            loss.apply(logits, targets).backward();
            GOLDENS.assertClose(Objects.requireNonNull(logits.gradient()), "crossEntropy.dlogits", 1e-6);
            logits.free();
        }
    }
}
