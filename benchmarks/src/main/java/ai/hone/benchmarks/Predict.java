package ai.hone.benchmarks;

import ai.hone.data.Category;
import ai.hone.train.Predictor;
import ai.hone.vision.Image;
import ai.hone.vision.ImageDataLoaders;
import ai.hone.vision.Resnet;
import ai.hone.vision.Transforms;
import ai.hone.vision.VisionLearner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A call of Predictor.predict with ResNet-34 from an exported bundle: from pictures that are decoded already to classes with probabilities. */
final class Predict {
    private Predict() {}

    static void run(Turn turn) {
        int size = turn.number("size");
        SplittableRandom random = new SplittableRandom(42);
        List<Image> pictures = IntStream.range(0, turn.number("batch"))
                .mapToObj(i -> picture(random, size))
                .toList();
        try (Predictor<Image, Category> predictor = HoneSettings.predictor(Path.of(turn.text("bundle")), turn)) {
            turn.start();
            while (!turn.done()) {
                if (predictor.predict(pictures).size() != pictures.size()) {
                    throw new IllegalStateException("predict: expected one prediction a picture.");
                }
                turn.stamp();
            }
        }
    }

    /** A bundle with initial weights, for as long as this process runs; the pictures that its learner names are never opened, since nothing trains. */
    static Path bundle(int size) {
        List<Path> files = IntStream.range(0, 4 * InMemory.CLASSES)
                .mapToObj(i -> Path.of(Integer.toString(i % InMemory.CLASSES), i + ".png"))
                .toList();
        List<String> labels =
                files.stream().map(file -> file.getName(0).toString()).toList();
        try {
            Path bundle = Files.createTempFile("hone-predict", ".zip");
            try (var dls = ImageDataLoaders.fromLists(
                            files, labels, o -> o.batchSize(8).workers(0).itemTransform(Transforms.resize(size)));
                    var learner = VisionLearner.of(dls, Resnet.RESNET34)) {
                bundle.toFile().deleteOnExit();
                return learner.export(bundle);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("predict: expected to write a bundle but received " + e + ".", e);
        }
    }

    private static Image picture(SplittableRandom random, int size) {
        byte[] pixels = new byte[3 * size * size];
        random.nextBytes(pixels);
        return Image.of(size, size, 3, pixels);
    }
}
