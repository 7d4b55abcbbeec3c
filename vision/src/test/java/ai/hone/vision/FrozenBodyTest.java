package ai.hone.vision;

import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.vision.Transforms.augTransforms;
import static ai.hone.vision.Transforms.resize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.optim.LearningRate;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Storage;
import ai.hone.train.History;
import ai.hone.train.Learner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a frozen body costs, in calls of kernels. */
final class FrozenBodyTest {
    private static final ResidualNetwork TINY =
            ResidualNetwork.of(o -> o.blocks(1, 1).width(8).smallStem(true));
    private static final int TRAIN_BATCHES = 3;
    private static final int VALID_BATCHES = 2;

    @TempDir
    static Path pictures;

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Kernels counting = counting();

    @BeforeAll
    static void writePictures() {
        ShapePictures.write(pictures, "train", 20, 24, 1);
        ShapePictures.write(pictures, "valid", 10, 24, 2);
    }

    @BeforeEach
    void reset() {
        calls.clear();
    }

    /** ND4J's kernels; calls that take a picture [N, C, H, W] are counted by name. */
    private Kernels counting() {
        Kernels[] delegate = new Kernels[1];
        Kernels face = (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    if (arguments != null
                            && arguments.length > 0
                            && arguments[0] instanceof Storage x
                            && x.shape().rank() == 4) {
                        calls.merge(method.getName(), 1, Integer::sum);
                    }
                    try {
                        return method.invoke(delegate[0], arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        delegate[0] = new Nd4jKernels(face);
        return face;
    }

    private static DataLoaders<Image, Category> data(Consumer<ImageDataLoaders.Options> more) {
        return ImageDataLoaders.fromFolder(pictures, o -> {
            o.train("train").valid("valid").batchSize(20).validBatchSize(15).seed(7);
            more.accept(o.itemTransform(resize(16, ResizeMethod.SQUISH)));
        });
    }

    private static Learner<Image, Category> learner(
            DataLoaders<Image, Category> data, Consumer<VisionLearner.Options> options) {
        return VisionLearner.of(data, TINY, o -> {
            o.metrics(accuracy()).seed(1).progress(false);
            options.accept(o);
        });
    }

    private int called(String kernel) {
        return calls.getOrDefault(kernel, 0);
    }

    private int backward() {
        return calls.entrySet().stream()
                .filter(e -> e.getKey().contains("Backward"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Test
    void costsForwardOnly() {
        try (Scope scope = Scope.open(counting);
                var data = data(o -> o.batchTransform(augTransforms()));
                var learn = learner(data, o -> o.trainBatchNorm(false))) {
            learn.freeze();
            calls.clear();
            learn.fit(1, 1e-3);
            assertThat(backward()).isZero();
            assertThat(called("batchNormTraining")).isZero();
            assertThat(called("batchNormInference")).isPositive();
            assertThat(called("conv2d")).isPositive();
            learn.unfreeze();
            calls.clear();
            learn.fit(1, 1e-3);
            assertThat(called("conv2dBackwardWeight") + called("conv2dBackwardWeightInto"))
                    .isPositive();
            assertThat(called("batchNormBackward")).isPositive();
        }
    }

    @Test
    void convolvesEachPictureOnceWhereFeaturesAreReused() {
        try (Scope scope = Scope.open(counting);
                var data = data(o -> {});
                var learn = learner(data, o -> o.trainBatchNorm(false))) {
            learn.freeze();
            calls.clear();
            learn.fit(1, 1e-3);
            int perBatch = called("conv2d") / (TRAIN_BATCHES + VALID_BATCHES);
            assertThat(perBatch).isPositive();
            calls.clear();
            learn.fineTune(0, LearningRate.of(1e-3), o -> o.freezeEpochs(4).reuseFeatures(true));
            assertThat(called("conv2d")).isEqualTo(perBatch * (TRAIN_BATCHES + VALID_BATCHES));
            assertThat(backward()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1e-4", "AUTO, 1e-4"})
    void reusedFeaturesGiveTheNumbersOfTheOrdinaryPhase(Precision precision, double tolerance) {
        try (var data = data(o -> o.batchTransform(Normalize.IMAGENET));
                var again = data(o -> o.batchTransform(Normalize.IMAGENET));
                var plain = learner(data, o -> o.trainBatchNorm(false).precision(precision));
                var reusing = learner(again, o -> o.trainBatchNorm(false).precision(precision))) {
            History expected = plain.fineTune(0, LearningRate.of(3e-3), o -> o.freezeEpochs(3));
            History history = reusing.fineTune(
                    0, LearningRate.of(3e-3), o -> o.freezeEpochs(3).reuseFeatures(true));
            assertThat(history.losses()).hasSize(3 * TRAIN_BATCHES);
            for (int i = 0; i < history.losses().size(); i++) {
                assertThat(history.losses().get(i)).isCloseTo(expected.losses().get(i), within(tolerance));
            }
            for (int e = 0; e < 3; e++) {
                assertThat(history.epochs().get(e).validLoss())
                        .isCloseTo(expected.epochs().get(e).validLoss(), within(tolerance));
            }
        }
    }

    @Test
    void onlySquishingAndNormalizingRepeat() {
        assertThat(resize(16, ResizeMethod.SQUISH).repeatable()).isTrue();
        assertThat(resize(16).repeatable()).isFalse();
        assertThat(resize(16, ResizeMethod.PAD).repeatable()).isFalse();
        assertThat(Transforms.randomResizedCrop(16).repeatable()).isFalse();
        assertThat(Transforms.flipItem().repeatable()).isFalse();
        assertThat(augTransforms().repeatable()).isFalse();
        assertThat(Normalize.IMAGENET.repeatable()).isTrue();
    }
}
