package ai.hone.guide;

import static ai.hone.data.Labellers.parentLabel;
import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.metric.Metrics.errorRate;
import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.linear;
import static ai.hone.vision.Transforms.augTransforms;
import static ai.hone.vision.Transforms.resize;
import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.data.Block;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.DataLoaders;
import ai.hone.data.Sample;
import ai.hone.data.Splitter;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Initializer;
import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.optim.LearningRate;
import ai.hone.tensor.Diagnostics;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import ai.hone.train.Callback;
import ai.hone.train.Fit;
import ai.hone.train.History;
import ai.hone.train.Learner;
import ai.hone.train.LrFinder;
import ai.hone.train.Prediction;
import ai.hone.train.Predictor;
import ai.hone.train.callback.EarlyStopping;
import ai.hone.train.callback.SaveBest;
import ai.hone.vision.Image;
import ai.hone.vision.ImageBlock;
import ai.hone.vision.ImageDataLoaders;
import ai.hone.vision.Normalize;
import ai.hone.vision.ResidualNetwork;
import ai.hone.vision.Resnet;
import ai.hone.vision.VisionLearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code of docs/guide.md: it compiles here, and every block of the guide is found in this file. */
@SuppressWarnings({"NullAway", "UnusedMethod", "UnusedVariable"}) // Code as users write it, who have no checker.
class GuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "guide.md");
    private static final Path SOURCE = Path.of("src", "test", "java", "ai", "hone", "guide", "GuideTest.java");

    @Test
    void everyJavaBlockOfTheGuideStandsHere() throws IOException {
        String source = squeezed(Files.readString(SOURCE));
        Matcher block = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        int blocks = 0;
        while (block.find()) {
            blocks++;
            assertThat(source)
                    .as("block %d of the guide:%n%s", blocks, block.group(1))
                    .contains(squeezed(block.group(1)));
        }
        assertThat(blocks).isGreaterThan(10);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void theModelOfTheGuideLearns() {
        assertThat(ownModel()).isGreaterThan(0.9);
    }

    static void folder() {
        // guide: folder
        var dls = ImageDataLoaders.fromFolder(
                Path.of("pictures"),
                o -> o.validPct(0.2)
                        .seed(42)
                        .batchSize(64)
                        .itemTransform(resize(224))
                        .batchTransform(augTransforms()));
        System.out.println(dls);
        // guide: end
        Path weights = Path.of("resnet34.safetensors");
        // guide: learner
        var learn = VisionLearner.of(
                dls,
                Resnet.RESNET34,
                o -> o.pretrained(Path.of("resnet34.safetensors")).metrics(accuracy(), errorRate()));
        // guide: find
        LrFinder found = learn.lrFind();
        double rate = found.valley();
        // guide: fine tune
        History history = learn.fineTune(3, rate);
        System.out.println(history.last().value("accuracy"));
        // guide: more
        learn.unfreeze();
        learn.fitOneCycle(
                5,
                LearningRate.slice(1e-5, 1e-3),
                new EarlyStopping("valid_loss", 2),
                new SaveBest(Path.of("best.safetensors")));
        // guide: measure
        Map<String, Double> measured = learn.validate();
        System.out.println(measured.get("valid_loss") + " " + measured.get("accuracy"));
        Prediction<Category> prediction = learn.predict(Image.open(Path.of("new.jpg")));
        System.out.println(prediction); // cat (0.9981)
        System.out.println(prediction.value().label()); // cat
        // guide: save
        learn.save(Path.of("checkpoint.safetensors")); // weights and optimizer: to go on training
        learn.export(Path.of("cats.hone")); // all that a service needs
        learn.close();
        dls.close();
        // guide: end
    }

    static void shortest() {
        // guide: shortest
        try (var dls = ImageDataLoaders.fromFolder(
                        Path.of("pictures"), o -> o.validPct(0.2).itemTransform(resize(128)));
                var learn = VisionLearner.of(dls, Resnet.RESNET18, accuracy())) {
            learn.fitOneCycle(5, 1e-3);
        }
        // guide: end
    }

    static void parts(List<Path> files, Learner<Image, Category> learn) {
        // guide: other sources
        var byFolder = ImageDataLoaders.fromFolder(
                Path.of("pictures"), o -> o.train("train").valid("test").itemTransform(resize(224)));
        var byName = ImageDataLoaders.fromPathRegex(files, "/([a-z_]+)_\\d+\\.jpg$", o -> o.itemTransform(resize(224)));
        var byRule = ImageDataLoaders.fromPathFunction(
                files,
                file -> file.getFileName().toString().startsWith("cat") ? "cat" : "dog",
                o -> o.itemTransform(resize(224)));
        // guide: grey
        var grey = ImageDataLoaders.fromFolder(
                Path.of("scans"), o -> o.channels(1).validPct(0.2).itemTransform(resize(28)));
        var small = ResidualNetwork.of(o -> o.blocks(2, 2, 2).width(16).smallStem(true));
        var greyLearner = VisionLearner.of(
                grey,
                small,
                o -> o.pretrained(Path.of("small-grey.safetensors"))
                        .normalize(Normalize.MNIST)
                        .metrics(accuracy()));
        // guide: unreadable
        learn.dataLoaders().skipped().forEach(System.out::println);
        var strict = ImageDataLoaders.fromFolder(
                Path.of("pictures"), o -> o.strict(true).itemTransform(resize(224)));
        // guide: block
        DataBlock<Path, Path, Image, String, Category> block = DataBlock.of(
                new ImageBlock(),
                new CategoryBlock(),
                s -> s.getX(file -> file)
                        .getY(parentLabel())
                        .splitter(Splitter.random(0.2, 42))
                        .itemTransform(resize(224)));
        System.out.println(block.summary(files));
        var dls = block.dataLoaders(files, o -> o.batchSize(32));
        // guide: look
        System.out.println(learn.summary());
        System.out.println(Diagnostics.report());
        // guide: end
    }

    // guide: service
    static final class Labeller implements AutoCloseable {
        private final Predictor<Image, Category> predictor =
                Predictor.load(Path.of("cats.hone"), Image.class, Category.class);

        String label(byte[] upload) { // called by many threads at once
            Prediction<Category> prediction = predictor.predict(Image.decode(upload, "upload"));
            return prediction.probability() < 0.5f
                    ? "unknown"
                    : prediction.value().label();
        }

        @Override
        public void close() { // waits for predictions that are under way
            predictor.close();
        }
    }
    // guide: end

    // guide: scope
    static float[] means(Layer layer, float[] picture) {
        try (var scope = Scope.inference()) {
            Tensor x = Tensor.of(picture, 1, 3, 32, 32);
            return layer.apply(x).mean(2, 3).toFloatArray(); // a heap array outlives the scope, a tensor does not
        }
    }
    // guide: end

    // guide: callback
    static final class StopAfter implements Callback {
        private final Duration budget;
        private Optional<Instant> end = Optional.empty();

        StopAfter(Duration budget) {
            this.budget = budget;
        }

        @Override
        public void beforeFit(Fit fit) {
            end = Optional.of(Instant.now().plus(budget));
        }

        @Override
        public void afterBatch(Fit fit) {
            if (fit.training() && end.filter(Instant.now()::isAfter).isPresent()) {
                fit.stop("the budget of " + budget + " is spent");
            }
        }
    }
    // guide: end

    // guide: accumulate
    static final class Accumulate implements Callback {
        private final int batches;

        Accumulate(int batches) {
            this.batches = batches;
        }

        @Override
        public void afterLoss(Fit fit) {
            if (fit.training()) {
                fit.replaceLoss(fit.loss().div(batches)); // the table shows this loss too
            }
        }

        @Override
        public void beforeStep(Fit fit) {
            if ((fit.batchIndex() + 1) % batches != 0) {
                fit.skipStep(); // gradients stay and add up
            }
        }
    }
    // guide: end

    static void useCallbacks(Learner<Image, Category> learn) {
        // guide: use callbacks
        History history = learn.fitOneCycle(20, 1e-3, new StopAfter(Duration.ofMinutes(10)), new Accumulate(4));
        history.stopped().ifPresent(System.out::println);
        // guide: end
    }

    // guide: layer
    static final class Gate extends Layer {
        private final Layer squeeze;
        private final Layer expand;
        private final Parameter scale;

        Gate(int features) {
            squeeze = child("squeeze", linear(features, features / 4));
            expand = child("expand", linear(features / 4, features));
            scale = parameter("scale", Shape.of(features), Initializer.ones());
        }

        @Override
        protected Tensor forward(Tensor x) { // [N, features]
            Tensor gate = expand.apply(squeeze.apply(x).relu()).sigmoid();
            return x.mul(gate).mul(scale.value());
        }
    }
    // guide: end

    // guide: model
    static final class PointNet extends Layer {
        private final Layer first = child("first", linear(2, 32));
        private final Layer norm = child("norm", batchNorm1d(32));
        private final Layer gate = child("gate", new Gate(32));
        private final Layer last;

        PointNet(int classes) {
            last = child("last", linear(32, classes));
        }

        @Override
        protected Tensor forward(Tensor x) { // [N, 2] -> [N, classes]
            return last.apply(gate.apply(norm.apply(first.apply(x)).relu()));
        }
    }
    // guide: end

    // guide: own block
    record Point(float x, float y) {
        String side() {
            return x * x + y * y < 0.5 ? "inside" : "outside";
        }
    }

    static final class PointBlock implements Block<Point, Point> {
        @Override
        public void setup(List<Point> training) {} // nothing to learn from the training items

        @Override
        public Point create(Point source) {
            return source;
        }

        @Override
        public Sample encode(Point point) {
            return Sample.of(new float[] {point.x(), point.y()}, 2);
        }

        @Override
        public Point decode(float[] row) {
            return new Point(row[0], row[1]);
        }

        @Override
        public int outputs() {
            return 2;
        }

        @Override
        public String kind() {
            return "point";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }
    }
    // guide: end

    static double ownModel() {
        // guide: train own model
        SplittableRandom random = new SplittableRandom(42);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            points.add(new Point((float) random.nextDouble(-1, 1), (float) random.nextDouble(-1, 1)));
        }
        DataBlock<Point, Point, Point, String, Category> block = DataBlock.of(
                new PointBlock(),
                new CategoryBlock(),
                s -> s.getX(p -> p).getY(Point::side).splitter(Splitter.random(0.2, 42)));
        try (DataLoaders<Point, Category> dls = block.dataLoaders(points, 50);
                Learner<Point, Category> learn = Learner.of(dls, new PointNet(2), new CrossEntropyLoss(), accuracy())) {
            learn.fitOneCycle(10, 1e-2);
            System.out.println(learn.predict(new Point(0, 0))); // inside (0.9075)
            return learn.validate().get("accuracy");
        }
        // guide: end
    }
}
