package ai.hone.examples;

import static ai.hone.metric.Metrics.errorRate;
import static ai.hone.vision.Transforms.augTransforms;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.optim.LearningRate;
import ai.hone.train.Predictor;
import ai.hone.vision.Image;
import ai.hone.vision.ImageDataLoaders;
import ai.hone.vision.VisionLearner;
import java.nio.file.Path;
import java.util.List;

/** Fine-tunes a network that saw only clothes on 1,000 handwritten digits, and compares it with one trained from scratch. */
final class FineTuneDigits {
    private static final Path OUT = Path.of("hone-out");
    private static final boolean TOY = System.getenv("HONE_TOY") != null;
    private static final int EPOCHS = TOY ? 1 : 3;

    private FineTuneDigits() {}

    public static void main(String[] args) {
        Path digits = ShippedData.unzip("digits.zip", OUT);
        Path weights = ShippedData.file("compact-fashion.safetensors", OUT);
        Path bundle = OUT.resolve("digits.hone");

        System.out.println("Fine-tuning from " + weights);
        double tuned;
        try (var dls = load(digits);
                var learn = VisionLearner.of(
                        dls,
                        CompactNetwork.ARCHITECTURE,
                        o -> o.pretrained(weights)
                                .metrics(errorRate())
                                .dropout(0.1)
                                .seed(42))) {
            // Clothes are far from digits, so the first layers learn as fast as the head.
            tuned = learn.fineTune(EPOCHS, LearningRate.of(4e-3), f -> f.rateDivisor(1))
                    .last()
                    .value("error_rate");
            learn.export(bundle);
        }
        System.out.println("\nThe same network from scratch, as many epochs");
        double scratch = fromScratch(digits);

        System.out.println();
        try (var predictor = Predictor.load(bundle, Image.class, Category.class)) {
            for (String name : List.of("0/0473.png", "5/0462.png", "9/0545.png")) {
                Path file = digits.resolve("valid").resolve(name);
                System.out.println(digits.relativize(file) + " is a " + predictor.predict(Image.open(file)));
            }
        }
        System.out.printf(
                "%nerror fine-tuned %.1f %%, from scratch %.1f %%%nbundle %s%n",
                100 * tuned, 100 * scratch, bundle.toAbsolutePath());
    }

    private static DataLoaders<Image, Category> load(Path digits) {
        return ImageDataLoaders.fromFolder(
                digits,
                o -> o.train("train")
                        .valid("valid")
                        .channels(1)
                        .seed(42)
                        .batchSize(TOY ? 100 : 16)
                        .batchTransform(augTransforms(
                                a -> a.flip(false).maxRotate(10).maxWarp(0.1).maxLighting(0))));
    }

    private static double fromScratch(Path digits) {
        try (var dls = load(digits);
                var learn = VisionLearner.of(
                        dls,
                        CompactNetwork.ARCHITECTURE,
                        o -> o.metrics(errorRate()).dropout(0.1).seed(42))) {
            return learn.fitOneCycle(EPOCHS + 1, 3e-3).last().value("error_rate");
        }
    }
}
