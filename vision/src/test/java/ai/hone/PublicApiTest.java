package ai.hone;

import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.metric.Metrics.errorRate;
import static ai.hone.vision.Transforms.augTransforms;
import static ai.hone.vision.Transforms.resize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.optim.LearningRate;
import ai.hone.train.History;
import ai.hone.train.Learner;
import ai.hone.train.Predictor;
import ai.hone.train.callback.EarlyStopping;
import ai.hone.vision.Image;
import ai.hone.vision.ImageDataLoaders;
import ai.hone.vision.Resnet;
import ai.hone.vision.VisionLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the README's code: it compiles as long as the public API keeps its words. Nothing of it runs. */
@SuppressWarnings({"NullAway", "UnusedMethod", "UnusedVariable"}) // Code as users write it, who have no checker.
class PublicApiTest {

    static void readme(Path root, Path weights, Path file, Path bundle) {
        var dls = ImageDataLoaders.fromFolder(
                root,
                o -> o.validPct(0.2)
                        .seed(42)
                        .batchSize(64)
                        .itemTransform(resize(32))
                        .batchTransform(augTransforms()));
        try (var learn = VisionLearner.of(
                dls,
                Resnet.RESNET18,
                o -> o.pretrained(weights).metrics(accuracy(), errorRate()).seed(42))) {
            double lr = learn.lrFind().valley();
            History history =
                    learn.fineTune(3, lr); // frozen phase, then discriminative one-cycle; prints a table while it runs
            learn.unfreeze().fitOneCycle(1, LearningRate.slice(1e-5, 1e-3));
            double accuracy = learn.validate().get("accuracy"); // and "valid_loss"
            System.out.println(learn.predict(Image.open(file))); // 7 (0.9987)
            learn.export(bundle);
        }
        try (var predictor = Predictor.load(bundle, Image.class, Category.class)) { // many threads may share it
            String label = predictor.predict(Image.open(file)).value().label();
        }
    }

    static void otherForms(Path root, Path weights, EarlyStopping stopping) {
        try (DataLoaders<Image, Category> dls = ImageDataLoaders.fromFolder(
                        root, o -> o.train("train").valid("valid").itemTransform(resize(224)));
                Learner<Image, Category> learn = VisionLearner.of(dls, Resnet.RESNET34, accuracy())) {
            learn.fit(1, 1e-3);
            learn.fit(1, LearningRate.of(1e-3), stopping);
            learn.fitOneCycle(1, 1e-3, stopping);
            learn.fitOneCycle(1, LearningRate.slice(1e-3));
            learn.fitOneCycle(1, LearningRate.slice(1e-5, 1e-3), o -> o.div(5).callbacks(stopping));
            learn.fineTune(1);
            learn.fineTune(1, 2e-3, stopping);
            learn.fineTune(1, LearningRate.slice(1e-5, 1e-3));
            learn.fineTune(1, LearningRate.of(2e-3), o -> o.freezeEpochs(2));
            VisionLearner.of(dls, Resnet.RESNET50, o -> o.pretrained(false)).close();
            VisionLearner.of(dls, Resnet.RESNET101).close();
        }
    }

    @Test
    void everyJavaBlockOfTheReadmeStandsHere() throws IOException {
        Path readme = Path.of("..", "README.md");
        assumeThat(readme).exists();
        String source = squeezed(Files.readString(Path.of("src", "test", "java", "ai", "hone", "PublicApiTest.java")));
        Matcher block = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL).matcher(Files.readString(readme));
        int blocks = 0;
        while (block.find()) {
            blocks++;
            assertThat(source).as("block %d of the README", blocks).contains(squeezed(block.group(1)));
        }
        assertThat(blocks).isPositive();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
