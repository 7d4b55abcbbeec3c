package ai.hone.testkit;

import static ai.hone.nn.Layers.adaptiveConcatPool1d;
import static ai.hone.nn.Layers.averagePool1d;
import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.conv1d;
import static ai.hone.nn.Layers.convLayer;
import static ai.hone.nn.Layers.convTranspose1d;
import static ai.hone.nn.Layers.convTranspose2d;
import static ai.hone.nn.Layers.elu;
import static ai.hone.nn.Layers.gelu;
import static ai.hone.nn.Layers.geluTanh;
import static ai.hone.nn.Layers.groupNorm;
import static ai.hone.nn.Layers.instanceNorm1d;
import static ai.hone.nn.Layers.instanceNorm2d;
import static ai.hone.nn.Layers.leakyRelu;
import static ai.hone.nn.Layers.maxPool1d;
import static ai.hone.nn.Layers.mish;
import static ai.hone.nn.Layers.pixelShuffle;
import static ai.hone.nn.Layers.pixelShuffleIcnr;
import static ai.hone.nn.Layers.resBlock;
import static ai.hone.nn.Layers.resize;
import static ai.hone.nn.Layers.silu;
import static ai.hone.nn.Layers.simpleCnn;
import static ai.hone.nn.Layers.softmax;
import static ai.hone.nn.Layers.softplus;
import static ai.hone.nn.Layers.squeezeExcite;
import static ai.hone.nn.Layers.upsample;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.hone.nn.Layer;
import ai.hone.nn.Layers;
import ai.hone.nn.Norm;
import ai.hone.tensor.Scope;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of the training toolbox give PyTorch's outputs, gradients and running statistics: parity/layers2.py. */
final class ToolboxGoldensTest {
    private static final Goldens GOLDENS = Goldens.of(ToolboxGoldensTest.class, "layers2");

    static Stream<Arguments> layers() {
        return Stream.of(activations(), norms(), convolutions(), sizes(), blocks())
                .flatMap(s -> s);
    }

    private static Stream<Arguments> activations() {
        return Stream.of(
                arguments("gelu", gelu()),
                arguments("geluTanh", geluTanh()),
                arguments("silu", silu()),
                arguments("mish", mish()),
                arguments("leakyRelu", leakyRelu()),
                arguments("leakyReluSteep", leakyRelu(0.3)),
                arguments("elu", elu()),
                arguments("eluSmall", elu(0.4)),
                arguments("softplus", softplus()),
                arguments("softplusSharp", softplus(3)),
                arguments("softmax", softmax(-1)),
                arguments("softmaxChannels", softmax(1)));
    }

    private static Stream<Arguments> norms() {
        return Stream.of(
                arguments("groupNorm", groupNorm(2, 6)),
                arguments("groupNormLine", groupNorm(3, 6, g -> g.epsilon(0.01))),
                arguments("groupNormRows", groupNorm(1, 6)),
                arguments("instanceNorm1d", instanceNorm1d(3)),
                arguments("instanceNorm2d", instanceNorm2d(3)),
                arguments("instanceNormAffine", instanceNorm2d(3, i -> i.affine(true))),
                arguments("batchNormLine", batchNorm1d(3)),
                arguments("batchNormLineEvaluation", batchNorm1d(3)));
    }

    private static Stream<Arguments> convolutions() {
        return Stream.of(
                arguments("conv1d", conv1d(3, 4, 3)),
                arguments(
                        "conv1dAll",
                        conv1d(
                                4,
                                6,
                                3,
                                c -> c.stride(2)
                                        .padding(2)
                                        .dilation(2)
                                        .groups(2)
                                        .bias(false))),
                arguments(
                        "convTranspose1d",
                        convTranspose1d(3, 4, 3, c -> c.stride(2).padding(1).outputPadding(1))),
                arguments("convTranspose2d", convTranspose2d(3, 4, 2, c -> c.stride(2))),
                arguments(
                        "convTranspose2dAll",
                        convTranspose2d(
                                4,
                                6,
                                3,
                                c -> c.stride(2)
                                        .padding(1)
                                        .outputPadding(1)
                                        .dilation(2)
                                        .groups(2)
                                        .bias(false))));
    }

    private static Stream<Arguments> sizes() {
        return Stream.of(
                arguments("pixelShuffle", pixelShuffle(2)),
                arguments("pixelShuffleIcnr", pixelShuffleIcnr(3, 2, 2, p -> p.blur(true))),
                arguments("upsampleNearest", upsample(3)),
                arguments("resizeNearest", resize(7, 5, u -> {})),
                arguments("upsampleBilinear", upsample(2, u -> u.bilinear(true))),
                arguments("upsampleAligned", upsample(2, u -> u.bilinear(true).alignCorners(true))),
                arguments("resizeBilinear", resize(7, 2, u -> u.bilinear(true))),
                arguments("resizeAligned", resize(7, 1, u -> u.bilinear(true).alignCorners(true))),
                arguments("maxPool1d", maxPool1d(3, p -> p.stride(2).padding(1))),
                arguments("averagePool1d", averagePool1d(3, p -> p.stride(2).padding(1))),
                arguments("adaptiveConcatPool1d", adaptiveConcatPool1d(2)));
    }

    private static Stream<Arguments> blocks() {
        return Stream.of(
                arguments("convLayer", convLayer(3, 4, c -> c.stride(2))),
                arguments(
                        "convLayerActFirst",
                        convLayer(3, 4, c -> c.activation(Layers::silu).normFirst(false))),
                arguments(
                        "convLayerInstance",
                        convLayer(3, 4, c -> c.activation(Layers::mish).norm(Norm.INSTANCE))),
                arguments("convLayerLine", convLayer(3, 4, c -> c.dimensions(1))),
                arguments(
                        "convLayerTransposed",
                        convLayer(
                                3,
                                4,
                                c -> c.kernel(2)
                                        .stride(2)
                                        .transposed(true)
                                        .norm(Norm.NONE)
                                        .activation(Layers::sigmoid))),
                arguments("squeezeExcite", squeezeExcite(16, 2)),
                arguments("resBlock", resBlock(1, 4, 4)),
                arguments("resBlockStrided", resBlock(1, 3, 5, r -> r.stride(2))),
                arguments("resBlockBottleneck", resBlock(4, 2, 3, r -> r.stride(2))),
                arguments("resBlockSqueezed", resBlock(1, 8, 8, r -> r.groups(2).squeezeExcite(2))),
                arguments("resBlockLine", resBlock(1, 3, 4, r -> r.stride(2).dimensions(1))),
                arguments("simpleCnn", simpleCnn(3, 4, 5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void agreesWithPyTorchOnTheBackEnd(String name, Layer layer) {
        LayerGoldensTest.verify(GOLDENS, name, layer, Scope.currentKernels());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void agreesWithPyTorchOnReferenceKernels(String name, Layer layer) {
        LayerGoldensTest.verify(GOLDENS, name, layer, new ReferenceKernels());
    }
}
