package ai.hone.vision;

import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.metric.Metrics.errorRate;
import static ai.hone.vision.Transforms.augTransforms;
import static ai.hone.vision.Transforms.resize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.Category;
import ai.hone.data.DataException;
import ai.hone.data.DataLoaders;
import ai.hone.io.CheckpointException;
import ai.hone.io.Safetensors;
import ai.hone.optim.LearningRate;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import ai.hone.train.History;
import ai.hone.train.Learner;
import ai.hone.train.Prediction;
import ai.hone.train.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisionLearnerTest {
    private static final ResidualNetwork TINY =
            ResidualNetwork.of(o -> o.blocks(1, 1).width(8).smallStem(true));

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    @BeforeAll
    static void writePictures() {
        ShapePictures.write(shared, "train", 40, 24, 1);
        ShapePictures.write(shared, "valid", 15, 24, 2);
    }

    private static DataLoaders<Image, Category> shapes(Consumer<ImageDataLoaders.Options> more) {
        return ImageDataLoaders.fromFolder(shared, o -> {
            o.train("train").valid("valid").batchSize(20).seed(7).itemTransform(resize(16));
            more.accept(o);
        });
    }

    private static Learner<Image, Category> learner(DataLoaders<Image, Category> dls, long seed) {
        return VisionLearner.of(
                dls, TINY, o -> o.metrics(accuracy(), errorRate()).seed(seed).progress(false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void learnsShapesFromScratch(long seed) {
        try (var dls = shapes(o -> o.batchTransform(augTransforms()));
                var learn = learner(dls, seed)) {
            History history = learn.fitOneCycle(12, 1e-2);
            assertThat(history.last().value("accuracy")).isGreaterThan(0.85);
            assertThat(history.last().value("error_rate"))
                    .isEqualTo(1 - history.last().value("accuracy"));
        }
    }

    @Test
    void sameSeedGivesTheSameNumbers() {
        List<History> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int workers = i;
            try (var dls = shapes(o -> o.batchTransform(augTransforms()).workers(workers));
                    var learn = learner(dls, 5)) {
                runs.add(learn.fineTune(2, 3e-3));
            }
        }
        assertThat(runs.get(1).losses()).isEqualTo(runs.get(0).losses());
        assertThat(runs.get(1).last().metrics()).isEqualTo(runs.get(0).last().metrics());
    }

    @Test
    void exportedPredictorEqualsTheLearnerAndServesManyThreads() throws Exception {
        Path bundle = folder.resolve("shapes.zip");
        List<Path> files = ImageDataLoaders.pictures(shared.resolve("valid"));
        List<Prediction<Category>> expected = new ArrayList<>();
        try (var dls = shapes(o -> {});
                var learn = learner(dls, 1)) {
            learn.fitOneCycle(2, 1e-2);
            files.forEach(f -> expected.add(learn.predict(Image.open(f))));
            learn.export(bundle);
        }
        try (Predictor<Image, Category> predictor = Predictor.load(bundle, Image.class, Category.class)) {
            ExecutorService pool = Executors.newFixedThreadPool(4);
            List<Future<Prediction<Category>>> futures = files.stream()
                    .map(f -> pool.submit(() -> predictor.predict(Image.open(f))))
                    .toList();
            for (int i = 0; i < files.size(); i++) {
                Prediction<Category> actual = futures.get(i).get();
                assertThat(actual.value()).isEqualTo(expected.get(i).value());
                assertThat(actual.probabilities()).isEqualTo(expected.get(i).probabilities());
            }
            pool.shutdown();
            assertThat(predictor.toString()).contains("3 categories (box, cross, disc)");
            assertThat(predictor.notes()).containsKeys("created", "seed", "metrics", "dataFingerprint");
        }
    }

    @Test
    void predictAfterCloseSaysSo() {
        Path bundle = folder.resolve("shapes.zip");
        Learner<Image, Category> learn;
        try (var dls = shapes(o -> {})) {
            learn = learner(dls, 1);
            learn.export(bundle);
            learn.close();
        }
        Image image = Image.open(shared.resolve("valid/box/0.png"));
        assertThatThrownBy(() -> learn.predict(image))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("learner.predict: expected an open learner");
        Predictor<Image, Category> predictor = Predictor.load(bundle, Image.class, Category.class);
        predictor.close();
        assertThatThrownBy(() -> predictor.predict(image))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("predictor.predict: expected an open predictor");
    }

    @Test
    void pretrainedWeightsFillTheBodyAndFreezeIt() {
        Path weights = folder.resolve("body.safetensors");
        float[] before;
        try (var dls = shapes(o -> {});
                var learn = learner(dls, 1)) {
            var body = ((VisionModel) learn.model()).body();
            before = body.state().get("layer2.0.conv1.weight").toFloatArray();
            Safetensors.write(weights, body.state(), Map.of());
        }
        try (var dls = shapes(o -> {});
                var learn = VisionLearner.of(
                        dls, TINY, o -> o.pretrained(weights).seed(99).progress(false))) {
            var body = ((VisionModel) learn.model()).body();
            assertThat(body.state().get("layer2.0.conv1.weight").toFloatArray()).isEqualTo(before);
            learn.fit(1, 1e-2);
            assertThat(body.state().get("layer2.0.conv1.weight").toFloatArray()).isEqualTo(before);
            learn.unfreeze().fit(1, LearningRate.slice(1e-3, 1e-2));
            assertThat(body.state().get("layer2.0.conv1.weight").toFloatArray()).isNotEqualTo(before);
        }
    }

    @Test
    void weightsThatDoNotFitAreNamed() {
        Path weights = folder.resolve("wrong.safetensors");
        try (var dls = shapes(o -> {})) {
            try (var learn = learner(dls, 1);
                    var scope = Scope.open()) {
                Map<String, Tensor> state =
                        new LinkedHashMap<>(((VisionModel) learn.model()).body().state());
                state.remove("bn1.weight");
                state.put("layer9.weight", Tensor.zeros(2));
                state.put("conv1.weight", Tensor.zeros(8, 3, 5, 5));
                Safetensors.write(weights, state, Map.of());
            }
            assertThatThrownBy(() -> VisionLearner.of(
                            dls, TINY, o -> o.pretrained(weights).progress(false)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("1 missing: bn1.weight")
                    .hasMessageContaining("1 extra: layer9.weight")
                    .hasMessageContaining("1 misshapen: conv1.weight (expected [8, 3, 3, 3], received [8, 3, 5, 5])");
            assertThatThrownBy(() -> VisionLearner.of(dls, TINY, o -> o.pretrained(true)))
                    .hasMessageContaining("Weights by name come later");
        }
    }

    @Test
    void colourWeightsServeGreyPictures() {
        Path weights = folder.resolve("colour.safetensors");
        float[] colour;
        try (var dls = shapes(o -> {});
                var learn = learner(dls, 1)) {
            var body = ((VisionModel) learn.model()).body();
            colour = body.state().get("conv1.weight").toFloatArray();
            Safetensors.write(weights, body.state(), Map.of());
        }
        try (var dls = shapes(o -> o.channels(1));
                var learn =
                        VisionLearner.of(dls, TINY, o -> o.pretrained(weights).progress(false))) {
            float[] grey = ((VisionModel) learn.model())
                    .body()
                    .state()
                    .get("conv1.weight")
                    .toFloatArray();
            assertThat(grey).hasSize(8 * 9);
            assertThat(grey[0]).isEqualTo(colour[0] + colour[9] + colour[18]);
        }
    }

    @Test
    void unreadablePicturesAreLeftOutAndReported() throws IOException {
        ShapePictures.write(folder, "train", 10, 16, 1);
        ShapePictures.write(folder, "valid", 5, 16, 2);
        Files.write(folder.resolve("train/box/3.png"), new byte[0]);
        Files.writeString(folder.resolve("train/disc/4.png"), "not a picture");
        byte[] whole = Files.readAllBytes(folder.resolve("valid/cross/2.png"));
        Files.write(folder.resolve("valid/cross/2.png"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Consumer<ImageDataLoaders.Options> options = o -> o.batchSize(10).itemTransform(resize(16));
        try (var dls = ImageDataLoaders.fromFolder(folder, options);
                var learn = learner(dls, 1)) {
            learn.fit(2, 1e-3);
            assertThat(dls.skipped()).hasSize(3);
            assertThat(dls.skipped().toString())
                    .contains("3.png")
                    .contains("4.png")
                    .contains("2.png");
            assertThat(learn.predictions().items()).hasSize(14).doesNotContain(7);
        }
        try (var dls = ImageDataLoaders.fromFolder(folder, options.andThen(o -> o.strict(true)));
                var learn = learner(dls, 1)) {
            assertThatThrownBy(() -> learn.fit(1, 1e-3))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected a readable picture");
        }
    }

    @Test
    void badFoldersAreExplained() throws IOException {
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(folder.resolve("nowhere"), o -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a folder of pictures but received no such folder");
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(folder, o -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "expected pictures (bmp, gif, jpeg, jpg, png, webp) below this folder but received none");
        for (int i = 0; i < 10; i++) {
            ShapePictures.save(
                    folder.resolve("cat").resolve(i + ".png"),
                    ShapePictures.draw("box", 8, new java.util.SplittableRandom(i)));
        }
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(folder, o -> o.validPct(0.2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least two classes in the training items but received only 'cat'");
        Path split = folder.resolve("split");
        ShapePictures.write(split, "train", 3, 8, 1);
        ShapePictures.write(split, "valid", 3, 8, 2);
        ShapePictures.save(
                split.resolve("valid/star/1.png"), ShapePictures.draw("box", 8, new java.util.SplittableRandom(1)));
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(split, o -> o.batchSize(4)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("label 'star'")
                .hasMessageContaining("box, cross, disc");
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(shared, o -> o.batchSize(1000)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("batch size: expected 1 … 120");
    }

    @Test
    void predictionsAndTrainingLeaveMemoryFlat() {
        long before = Scope.currentKernels().liveBytes();
        try (var dls = shapes(o -> o.batchTransform(augTransforms()));
                var learn = learner(dls, 1)) {
            learn.fit(2, 1e-3);
            long resident = ResidentMemory.bytes();
            learn.fit(34, 1e-3);
            Image image = Image.open(shared.resolve("valid/box/0.png"));
            for (int i = 0; i < 1000; i++) {
                learn.predict(image);
            }
            assertThat(ResidentMemory.bytes() - resident).isLessThan(100L << 20);
        }
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }
}
