package ai.hone.benchmarks;

import ai.hone.data.Category;
import ai.hone.train.Prediction;
import ai.hone.train.Predictor;
import ai.hone.vision.Image;
import ai.hone.vision.ImageDataLoaders;
import ai.hone.vision.Resnet;
import ai.hone.vision.Transforms;
import ai.hone.vision.VisionLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call of Predictor.predict with ResNet-34, from an exported bundle, on one picture and on a batch. Pictures are decoded already; the
 * resize, the batch, forward, softmax and decoding are part of the time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class PredictBenchmark {
    @Param({"1", "16"})
    public int batch;

    @Param("128")
    public int size;

    @SuppressWarnings("NullAway.Init")
    private Predictor<Image, Category> predictor;

    @SuppressWarnings("NullAway.Init")
    private List<Image> pictures;

    @Setup
    public void open() throws IOException {
        Path bundle = Files.createTempFile("hone-predict", ".zip");
        try {
            export(bundle, size);
            predictor = Predictor.load(bundle, Image.class, Category.class);
        } finally {
            Files.delete(bundle);
        }
        SplittableRandom random = new SplittableRandom(42);
        pictures = IntStream.range(0, batch).mapToObj(i -> picture(random)).toList();
    }

    /** A learner with its initial weights; the files it names are never opened, since nothing trains. */
    private static void export(Path bundle, int size) {
        List<Path> files = IntStream.range(0, 4 * InMemory.CLASSES)
                .mapToObj(i -> Path.of(Integer.toString(i % InMemory.CLASSES), i + ".png"))
                .toList();
        List<String> labels =
                files.stream().map(file -> file.getName(0).toString()).toList();
        try (var dls = ImageDataLoaders.fromLists(
                        files, labels, o -> o.batchSize(8).workers(0).itemTransform(Transforms.resize(size)));
                var learner = VisionLearner.of(dls, Resnet.RESNET34)) {
            learner.export(bundle);
        }
    }

    private Image picture(SplittableRandom random) {
        byte[] pixels = new byte[3 * size * size];
        random.nextBytes(pixels);
        return Image.of(size, size, 3, pixels);
    }

    @TearDown
    public void close() {
        predictor.close();
    }

    @Benchmark
    public List<Prediction<Category>> predict() {
        return predictor.predict(pictures);
    }
}
