package ai.hone.kernel.onednn;

import static ai.hone.nn.Layers.adaptiveAveragePool2d;
import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.flatten;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.maxPool2d;
import static ai.hone.nn.Layers.relu;
import static ai.hone.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.data.Block;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.DataLoaders;
import ai.hone.data.Sample;
import ai.hone.data.Splitter;
import ai.hone.io.Safetensors;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.metric.Metrics;
import ai.hone.nn.Layer;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.train.History;
import ai.hone.train.Learner;
import ai.hone.train.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner of pictures on the back end of this run, in each precision that it has: it learns, and its files say nothing of the precision. */
final class PictureTrainingTest {
    private static final int TRAIN = 96;
    private static final int VALID = 32;
    private static final int SIDE = 12;

    @TempDir
    Path folder;

    private long before;
    private DataLoaders<float[], Category> dls;

    @BeforeEach
    void open() {
        before = Scope.currentKernels().liveBytes();
        dls = data();
    }

    @AfterEach
    void close() {
        dls.close();
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }

    /** Noise with a brighter upper or lower half. */
    private static DataLoaders<float[], Category> data() {
        SplittableRandom random = new SplittableRandom(3);
        List<float[]> pictures = IntStream.range(0, TRAIN + VALID)
                .mapToObj(i -> picture(random, i % 2))
                .toList();
        List<Integer> items = IntStream.range(0, TRAIN + VALID).boxed().toList();
        DataBlock<Integer, float[], float[], String, Category> block = DataBlock.of(
                new Pictures(),
                new CategoryBlock(),
                s -> s.getX(pictures::get)
                        .getY(i -> i % 2 == 0 ? "upper" : "lower")
                        .splitter(Splitter.index(items.subList(TRAIN, items.size()))));
        // The last batch of an epoch has another size.
        return block.dataLoaders(
                items, o -> o.batchSize(20).validBatchSize(12).workers(1).seed(3));
    }

    private static float[] picture(SplittableRandom random, int half) {
        float[] values = new float[3 * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            boolean lower = i % (SIDE * SIDE) >= SIDE * SIDE / 2;
            values[i] = (float) random.nextGaussian() + (lower == (half == 1) ? 1 : 0);
        }
        return values;
    }

    private static Layer network() {
        return sequential(
                conv2d(3, 16, 3, c -> c.padding(1).bias(false)),
                batchNorm2d(16, b -> b.relu(true)),
                maxPool2d(2),
                conv2d(16, 32, 3, c -> c.padding(1)),
                relu(),
                // 2 by 2 bins, since which half is brighter is the question.
                adaptiveAveragePool2d(2),
                flatten(),
                linear(128, 2));
    }

    private Learner<float[], Category> learner(Precision precision) {
        return Learner.of(
                dls,
                network(),
                new CrossEntropyLoss(),
                o -> o.precision(precision)
                        .threads(1)
                        .metrics(Metrics.accuracy())
                        .seed(1));
    }

    private static List<Precision> legal() {
        List<Precision> legal = new ArrayList<>(List.of(Precision.FLOAT32));
        if (Scope.currentKernels().lacksBfloat16() == null) {
            legal.add(Precision.BFLOAT16);
        }
        return legal;
    }

    @Test
    void learnsInEachPrecision() {
        List<Double> losses = new ArrayList<>();
        for (Precision precision : legal()) {
            try (var learn = learner(precision)) {
                History history = learn.fitOneCycle(3, 1e-2);
                assertThat(history.last().value("accuracy")).as("%s", precision).isGreaterThan(0.9);
                losses.add(history.last().trainLoss());
            }
        }
        assertThat(losses).allSatisfy(loss -> assertThat(loss).isCloseTo(losses.get(0), within(0.05)));
    }

    @Test
    void aCheckpointHasNoPrecision() {
        Map<Precision, Map<String, String>> contents = new LinkedHashMap<>();
        for (Precision precision : legal()) {
            Path file = folder.resolve(precision + ".safetensors");
            try (var learn = learner(precision);
                    var other = learner(Precision.FLOAT32)) {
                learn.fit(1, 1e-2);
                learn.save(file);
                contents.put(precision, described(file));
                other.load(file);
                assertPredictsAlike(learn, other);
            }
        }
        assertThat(contents.values()).allSatisfy(c -> assertThat(c).isEqualTo(contents.get(Precision.FLOAT32)));
    }

    private void assertPredictsAlike(Learner<float[], Category> a, Learner<float[], Category> b) {
        SplittableRandom random = new SplittableRandom(9);
        List<float[]> pictures =
                IntStream.range(0, 5).mapToObj(i -> picture(random, i % 2)).toList();
        List<Prediction<Category>> one = a.predict(pictures);
        List<Prediction<Category>> two = b.predict(pictures);
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i).probabilities()).containsExactly(two.get(i).probabilities(), within(0.02f));
        }
    }

    /** Names, shapes and types of what is in the file. */
    private static Map<String, String> described(Path file) {
        Safetensors tensors = Safetensors.read(file);
        Map<String, String> described = new LinkedHashMap<>();
        tensors.names().forEach(name -> described.put(name, tensors.shape(name) + " " + tensors.dtype(name)));
        assertThat(described).isNotEmpty();
        return described;
    }

    @Test
    void aFrozenBodyStaysAsItIs() {
        for (Precision precision : legal()) {
            try (var learn = learner(precision)) {
                learn.model().parameters().forEach((name, p) -> p.trainable(name.startsWith("7.")));
                Map<String, float[]> start = weights(learn);
                learn.fit(1, 1e-2);
                weights(learn).forEach((name, values) -> {
                    if (name.startsWith("7.")) {
                        assertThat(values).as(name).isNotEqualTo(start.get(name));
                    } else {
                        assertThat(values).as(name).isEqualTo(start.get(name));
                    }
                });
            }
        }
    }

    private static Map<String, float[]> weights(Learner<?, ?> learn) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        learn.model()
                .parameters()
                .forEach((name, p) -> weights.put(name, p.value().toFloatArray()));
        return weights;
    }

    /** Numbers that are encoded already: [3, SIDE, SIDE]. */
    private record Pictures() implements Block<float[], float[]> {
        @Override
        public void setup(List<float[]> training) {}

        @Override
        public float[] create(float[] source) {
            return source;
        }

        @Override
        public Sample encode(float[] value) {
            return Sample.of(value, 3, SIDE, SIDE);
        }

        @Override
        public float[] decode(float[] activated) {
            throw new UnsupportedOperationException("pictures are not decoded here");
        }

        @Override
        public int outputs() {
            return 3;
        }

        @Override
        public String kind() {
            return "pictures of tests";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }
    }
}
