package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataLoaders;
import ai.hone.io.Bundle;
import ai.hone.io.CheckpointException;
import ai.hone.io.Rebuilder;
import ai.hone.io.Safetensors;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.loss.Loss;
import ai.hone.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, bundles, and the predictor that serves them. */
final class LearnerFilesTest {
    @TempDir
    Path folder;

    private long before;
    private DataLoaders<Blobs.Point, Category> dls;
    private Learner<Blobs.Point, Category> learn;

    @BeforeEach
    void open() {
        before = Scope.currentKernels().liveBytes();
        dls = Blobs.data();
        learn = Blobs.learner(dls, o -> o.architecture(new Blobs.Plan(8)));
    }

    @AfterEach
    void close() {
        learn.close();
        dls.close();
        assertThat(Scope.currentKernels().liveBytes()).as("live bytes").isEqualTo(before);
    }

    @Test
    void aCheckpointRoundTripsBitForBitAndContinuesEqually() {
        learn.fit(2, 1e-2);
        Path file = learn.save(folder.resolve("deep/er/checkpoint.safetensors"));
        var weights = Blobs.weights(learn);
        var moments = Blobs.moments(learn);
        History next = learn.fit(2, 1e-2);
        assertThat(Blobs.weights(learn)).isNotEqualTo(weights);
        try (var data = Blobs.data();
                var other = Blobs.learner(data, o -> o.seed(99))) {
            assertThat(other.load(file)).isSameAs(other);
            assertThat(Blobs.weights(other)).isEqualTo(weights);
            assertThat(Blobs.moments(other)).isEqualTo(moments);
            data.train().epoch(2);
            assertThat(other.fit(2, 1e-2).losses()).isEqualTo(next.losses());
        }
        learn.load(file);
        assertThat(Blobs.weights(learn)).isEqualTo(weights);
    }

    @Test
    void foreignCheckpointsAreRefusedAndChangeNothing() throws Exception {
        Path file = learn.save(folder.resolve("a.safetensors"));
        try (var wide = Blobs.learner(dls, Blobs.network(9, 0), o -> {})) {
            var weights = Blobs.weights(wide);
            assertThatThrownBy(() -> wide.load(file))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(file + ": optimizer state 0.weight.mean: expected [9, 2] but received [8, 2]."
                            + " The state belongs to another model.");
            assertThat(Blobs.weights(wide)).isEqualTo(weights);
        }
        Path plain = folder.resolve("plain.safetensors");
        Safetensors.write(plain, learn.model().state(), Map.of());
        assertThatThrownBy(() -> learn.load(plain))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(
                        plain + ": optimizer state: expected an entry 0.weight.mean but received none among 0.");
        assertThatThrownBy(() -> learn.load(folder.resolve("none")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no such file");
        Files.write(file, new byte[20]);
        assertThatThrownBy(() -> learn.load(file)).isInstanceOf(CheckpointException.class);
    }

    @Test
    void aPredictorServesWhatWasExported() {
        learn.fit(3, 1e-2);
        Path file = learn.export(folder.resolve("points.hone"));
        List<Blobs.Point> points = Blobs.points();
        List<Prediction<Category>> expected = learn.predict(points);
        try (var predictor = Predictor.load(file, Blobs.Point.class, Category.class)) {
            List<Prediction<Category>> predicted = predictor.predict(points);
            for (int i = 0; i < points.size(); i++) {
                assertThat(predicted.get(i).value()).isEqualTo(expected.get(i).value());
                assertThat(predicted.get(i).probabilities())
                        .isEqualTo(expected.get(i).probabilities());
            }
            assertThat(predictor.target()).isInstanceOf(CategoryBlock.class);
            assertThat(predictor)
                    .hasToString("Predictor(blobs, 2 categories (above, below), " + learn.precision() + ")");
            assertThat(predictor.notes())
                    .containsEntry("seed", 1)
                    .containsEntry("dataFingerprint", dls.fingerprint())
                    .containsKeys("created", "hone", "java", "kernels", "data", "metrics");
            assertThat(((Map<?, ?>) predictor.notes().get("metrics")).get("accuracy"))
                    .isEqualTo(learn.validate().get("accuracy"));
        }
    }

    @Test
    void aBundleHoldsTheLossWithItsSettings() {
        var weighted = new CrossEntropyLoss(o -> o.weights(1, 3).labelSmoothing(0.1));
        try (var other = Learner.of(dls, Blobs.network(8, 0), weighted, o -> o.architecture(new Blobs.Plan(8)))) {
            Bundle bundle =
                    Bundle.read(other.export(folder.resolve("weighted.hone"))).bundle();
            assertThat(Bundle.rebuild(Rebuilder.Role.LOSS, bundle.loss(), Loss.class))
                    .hasToString("CrossEntropyLoss(weights [1.0, 3.0], label smoothing 0.1)");
        }
    }

    @Test
    void manyThreadsShareAPredictor() throws Exception {
        Path file = learn.export(folder.resolve("points.hone"));
        List<Blobs.Point> points = Blobs.points();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (var predictor = Predictor.load(file, Blobs.Point.class, Category.class)) {
            List<float[]> expected = points.stream()
                    .map(p -> predictor.predict(p).probabilities())
                    .toList();
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                tasks.add(() -> {
                    for (int i = 0; i < points.size(); i++) {
                        assertThat(predictor.predict(points.get(i)).probabilities())
                                .isEqualTo(expected.get(i));
                    }
                    return true;
                });
            }
            for (Future<Boolean> done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aPredictorLeavesMemoryFlat() {
        Path file = learn.export(folder.resolve("points.hone"));
        try (var predictor = Predictor.load(file, Blobs.Point.class, Category.class)) {
            predictor.predict(new Blobs.Point(1, 1));
            long start = Scope.currentKernels().liveBytes();
            for (int i = 0; i < 1000; i++) {
                predictor.predict(new Blobs.Point(i % 3 - 1, 1));
            }
            assertThat(Scope.currentKernels().liveBytes()).isEqualTo(start);
        }
    }

    @Test
    void aClosedPredictorSaysSo() {
        Path file = learn.export(folder.resolve("points.hone"));
        Predictor<Blobs.Point, Category> predictor = Predictor.load(file, Blobs.Point.class, Category.class);
        predictor.close();
        predictor.close();
        assertThatThrownBy(() -> predictor.predict(new Blobs.Point(1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("predictor.predict: expected an open predictor but received one that is closed."
                        + " Keep it open as long as threads use it, or load the bundle again.");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aPredictorRefusesOtherTypes() {
        Path file = learn.export(folder.resolve("points.hone"));
        try (Predictor predictor = Predictor.load(file, Blobs.Point.class, Category.class)) {
            assertThatThrownBy(() -> predictor.predict("a point"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("predictor.predict: expected Point but received a point.");
        }
    }

    @Test
    void aPredictorSaysWhatItGives() {
        Path file = learn.export(folder.resolve("points.hone"));
        try (var predictor = Predictor.load(file, Blobs.Point.class, String.class)) {
            assertThatThrownBy(() -> predictor.predict(new Blobs.Point(1, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("predictor.predict: expected the bundle to give String but received Category."
                            + " Load it as Predictor.load(file, Point.class, Category.class).");
        }
    }

    @Test
    void exportWithoutAnArchitectureIsRefused() {
        try (var other = Blobs.learner(dls, o -> {})) {
            assertThatThrownBy(() -> other.export(folder.resolve("x.hone")))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "export: expected an architecture that a bundle can write down but received a model without one."
                                    + " Give Learner.of options.architecture(…), or save(…) the weights alone.");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void exportWithALambdaTransformIsRefused() {
        try (var data = Blobs.data(Blobs.points(), s -> s.itemTransform((p, context) -> p));
                var other = Blobs.learner(data, o -> o.architecture(new Blobs.Plan(8)))) {
            assertThatThrownBy(() -> other.export(folder.resolve("x.hone")))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("export: expected every item transform to be Declarative but received "
                            + "ai.hone.train.LearnerFilesTest")
                    .hasMessageEndingWith("A bundle holds data, never code: implement Declarative with a Rebuilder,"
                            + " or leave the step out.");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anUnknownArchitectureIsNamed() {
        try (var other = Blobs.learner(dls, o -> o.architecture(new Blobs.Plan("unheard-of", 8)))) {
            Path file = other.export(folder.resolve("x.hone"));
            assertThatThrownBy(() -> Predictor.load(file, Blobs.Point.class, Category.class))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("bundle: expected a known kind of model but received 'unheard-of'.");
        }
    }

    @Test
    void weightsOfAnotherSizeAreRefusedAndFreed() {
        try (var other = Blobs.learner(dls, o -> o.architecture(new Blobs.Plan(9)))) {
            Path file = other.export(folder.resolve("x.hone"));
            assertThatThrownBy(() -> Predictor.load(file, Blobs.Point.class, Category.class))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("misshapen: 0.weight (expected [9, 2], received [8, 2])");
        }
    }
}
