package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.hone.loss.BceWithLogitsLoss;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.loss.DiceLoss;
import ai.hone.loss.FocalLoss;
import ai.hone.loss.HuberLoss;
import ai.hone.loss.L1Loss;
import ai.hone.loss.Loss;
import ai.hone.loss.MseLoss;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses give PyTorch's values, for each item and as one, and gradients: parity/losses.py. */
final class LossGoldensTest {
    private static final double TOLERANCE = 2e-6;
    private static final double[] WEIGHTS = {1, 2, 0.5, 0, 3};
    private static final Goldens GOLDENS = Goldens.of(LossGoldensTest.class, "losses");

    static Stream<Arguments> losses() {
        return Stream.of(
                arguments("ce", new CrossEntropyLoss()),
                arguments("ceOneClass", new CrossEntropyLoss()),
                arguments("ceExtreme", new CrossEntropyLoss()),
                arguments("ceWeights", new CrossEntropyLoss(o -> o.weights(WEIGHTS))),
                arguments("ceIgnore", new CrossEntropyLoss(o -> o.ignoreIndex(255))),
                arguments("ceSmoothing", new CrossEntropyLoss(o -> o.labelSmoothing(0.1))),
                arguments("ceSmoothingIgnore", new CrossEntropyLoss(o -> o.labelSmoothing(0.2))),
                arguments("ceWeightsIgnore", new CrossEntropyLoss(o -> o.weights(WEIGHTS))),
                arguments(
                        "ceWeightsSmoothing",
                        new CrossEntropyLoss(o -> o.weights(WEIGHTS).labelSmoothing(0.1))),
                arguments("ceSequence", new CrossEntropyLoss()),
                arguments("ceDense", new CrossEntropyLoss()),
                arguments("ceDenseAll", new CrossEntropyLoss(o -> o.weights(WEIGHTS))),
                arguments("ceDenseSmoothing", new CrossEntropyLoss(o -> o.labelSmoothing(0.1))),
                arguments("ceAllIgnored", new CrossEntropyLoss()),
                arguments("focal", new FocalLoss()),
                arguments("focalHalf", new FocalLoss(o -> o.gamma(0.5))),
                arguments("focalZero", new FocalLoss(o -> o.gamma(0))),
                arguments("focalWeights", new FocalLoss(o -> o.gamma(3).weights(WEIGHTS))),
                arguments("focalDense", new FocalLoss()),
                arguments("bce", new BceWithLogitsLoss()),
                arguments("bceFlat", new BceWithLogitsLoss()),
                arguments("bceExtreme", new BceWithLogitsLoss()),
                arguments("bceSoft", new BceWithLogitsLoss()),
                arguments("bcePosWeight", new BceWithLogitsLoss(o -> o.posWeight(1, 3, 0.5))),
                arguments("bcePosWeightOne", new BceWithLogitsLoss(o -> o.posWeight(2.5))),
                arguments("bcePosWeightDense", new BceWithLogitsLoss(o -> o.posWeight(1, 3, 0.5))),
                arguments("mse", new MseLoss()),
                arguments("mseFlat", new MseLoss()),
                arguments("mseColumn", new MseLoss()),
                arguments("msePoints", new MseLoss()),
                arguments("l1", new L1Loss()),
                arguments("l1Flat", new L1Loss()),
                arguments("l1Column", new L1Loss()),
                arguments("l1Points", new L1Loss()),
                arguments("huber", new HuberLoss()),
                arguments("huberDelta", new HuberLoss(2.5)),
                arguments("huberPicture", new HuberLoss(0.3)),
                arguments("dice", new DiceLoss()),
                arguments("diceSquares", new DiceLoss(o -> o.squareInUnion(true))),
                arguments("diceMean", new DiceLoss(o -> o.reduction(DiceLoss.Reduction.MEAN))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void agreesWithPyTorchOnTheBackEnd(String name, Loss loss) {
        verify(name, loss, Scope.currentKernels());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void agreesWithPyTorchOnReferenceKernels(String name, Loss loss) {
        verify(name, loss, new ReferenceKernels());
    }

    private static void verify(String name, Loss loss, Kernels kernels) {
        try (Scope scope = Scope.open(kernels)) {
            Tensor prediction = GOLDENS.tensor(name + ".prediction").requireGradient();
            Tensor target = GOLDENS.tensor(name + ".target");
            Tensor mean = loss.apply(prediction, target);
            GOLDENS.assertClose(mean, name + ".mean", TOLERANCE);
            mean.backward();
            GOLDENS.assertClose(Objects.requireNonNull(prediction.gradient()), name + ".gradient", TOLERANCE);
            if (GOLDENS.names().contains(name + ".items")) {
                GOLDENS.assertClose(loss.perItem(prediction, target), name + ".items", TOLERANCE);
            }
            assertThat(loss.perItem(prediction, target).shape().dims())
                    .containsExactly(prediction.shape().dim(0));
            prediction.free();
        }
    }

    @Test
    void everyGoldenIsUsed() {
        assertThat(losses().map(a -> a.get()[0]).collect(Collectors.toSet()))
                .isEqualTo(GOLDENS.names().stream()
                        .map(n -> n.substring(0, n.indexOf('.')))
                        .collect(Collectors.toSet()));
    }
}
