package ai.hone.train;

import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.dropout;
import static ai.hone.nn.Layers.flatten;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.relu;
import static ai.hone.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.data.Batch;
import ai.hone.data.BatchTransform;
import ai.hone.data.Category;
import ai.hone.data.DataBlock;
import ai.hone.data.DataLoaders;
import ai.hone.data.TransformContext;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.optim.LearningRate;
import ai.hone.optim.ParameterGroup;
import ai.hone.tensor.Tensor;
import ai.hone.train.Blobs.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fine-tuning over features computed once: the same numbers for less work, and the ordinary way where it would not be the same. */
final class FrozenFeaturesTest {
    /** Of which an incomplete batch is dropped in each epoch, of other items each time. */
    private static final int TRAIN = 43;

    private static final int FROZEN = 3;
    private static final int VALID_BATCHES = 2;

    private final List<String> logged = new ArrayList<>();
    private final Logger logger = Logger.getLogger(Learner.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            logged.add(new java.util.logging.SimpleFormatter().formatMessage(logRecord));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    /** Counts how often it runs. */
    private static final class Counter extends Layer {
        private int runs;

        @Override
        protected Tensor forward(Tensor x) {
            runs++;
            return x;
        }
    }

    private static final class TwoParts extends Layer implements BodyAndHead {
        private final Counter counter = new Counter();
        private final Layer body;
        private final Layer head;

        TwoParts(double bodyDropout) {
            body = child(
                    "body",
                    sequential(
                            counter,
                            linear(2, 6),
                            batchNorm1d(6),
                            relu(),
                            bodyDropout > 0 ? dropout(bodyDropout) : relu()));
            head = child("head", sequential(flatten(), batchNorm1d(6), dropout(0.3), linear(6, 2)));
        }

        TwoParts() {
            this(0);
        }

        @Override
        public Layer body() {
            return body;
        }

        @Override
        public Layer head() {
            return head;
        }

        @Override
        protected Tensor forward(Tensor x) {
            return head.apply(body.apply(x));
        }

        List<ParameterGroup> groups() {
            return List.of(
                    new ParameterGroup("body", List.copyOf(body.parameters().values())),
                    new ParameterGroup("head", List.copyOf(head.parameters().values())));
        }
    }

    /** The last item for training cannot be read. */
    private static DataLoaders<Point, Category> data(Consumer<DataBlock.Spec<Point, Point, Point, String>> spec) {
        SplittableRandom random = new SplittableRandom(5);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < TRAIN + Blobs.VALID; i++) {
            float x = i == TRAIN - 1 ? Float.POSITIVE_INFINITY : (float) random.nextDouble(-2, 2);
            points.add(new Point(x, (float) random.nextDouble(-2, 2)));
        }
        return Blobs.data(points, spec);
    }

    private static Learner<Point, Category> learner(
            DataLoaders<Point, Category> data, TwoParts model, Consumer<LearnerOptions> options) {
        return Learner.of(data, model, new CrossEntropyLoss(), o -> {
            o.groups(m -> ((TwoParts) m).groups()).metrics(accuracy()).seed(1).trainBatchNorm(false);
            options.accept(o);
        });
    }

    private static History fineTune(Learner<Point, Category> learner, int frozenEpochs, boolean reuse) {
        return learner.fineTune(
                2, LearningRate.of(1e-2), o -> o.freezeEpochs(frozenEpochs).reuseFeatures(reuse));
    }

    @Test
    void theNumbersAreThoseOfTheOrdinaryPhase() {
        try (var data = data(s -> {});
                var dataAgain = data(s -> {});
                var plain = learner(data, new TwoParts(), o -> {});
                var reusing = learner(dataAgain, new TwoParts(), o -> {})) {
            History expected = fineTune(plain, FROZEN, false);
            History history = fineTune(reusing, FROZEN, true);

            assertThat(history.losses()).hasSize((FROZEN + 2) * (TRAIN / 8));
            for (int i = 0; i < history.losses().size(); i++) {
                assertThat(history.losses().get(i)).isCloseTo(expected.losses().get(i), within(1e-5));
            }
            assertThat(history.learningRates()).isEqualTo(expected.learningRates());
            for (int e = 0; e < FROZEN + 2; e++) {
                assertThat(history.epochs().get(e).validLoss())
                        .isCloseTo(expected.epochs().get(e).validLoss(), within(1e-5));
            }
            var weights = Blobs.weights(plain);
            Blobs.weights(reusing).forEach((name, values) -> {
                for (int i = 0; i < values.size(); i++) {
                    assertThat(values.get(i))
                            .as(name)
                            .isCloseTo(weights.get(name).get(i), within(1e-4));
                }
            });
            assertThat(dataAgain.train().epoch())
                    .isEqualTo(data.train().epoch())
                    .isEqualTo(FROZEN + 2);
            assertThat(dataAgain.skipped()).hasSize(1).isEqualTo(data.skipped());
            assertThat(logged).isEmpty();
        }
    }

    private static int bodyRunsOfFrozenPhase(Learner<Point, Category> learner, int frozenEpochs, boolean reuse) {
        TwoParts model = (TwoParts) learner.model();
        int[] runs = new int[1];
        learner.fineTune(
                0,
                LearningRate.of(1e-2),
                o -> o.freezeEpochs(frozenEpochs)
                        .reuseFeatures(reuse)
                        .callbacks(Blobs.on("afterFit", fit -> runs[0] = runs[0] == 0 ? model.counter.runs : runs[0])));
        return runs[0];
    }

    @Test
    void theBodySeesEachItemOnce() {
        int ordinary = FROZEN * (TRAIN / 8 + VALID_BATCHES);
        int once = (TRAIN + 7) / 8 + VALID_BATCHES;
        try (var data = data(s -> {});
                var plain = learner(data, new TwoParts(), o -> {});
                var reusing = learner(data, new TwoParts(), o -> {})) {
            assertThat(bodyRunsOfFrozenPhase(plain, FROZEN, false)).isEqualTo(ordinary);
            assertThat(bodyRunsOfFrozenPhase(reusing, FROZEN, true)).isEqualTo(once);
        }
    }

    private void isOrdinary(
            Consumer<DataBlock.Spec<Point, Point, Point, String>> spec,
            TwoParts model,
            Consumer<LearnerOptions> options,
            String reason) {
        logged.clear();
        try (var data = data(spec);
                var learner = learner(data, model, options)) {
            assertThat(bodyRunsOfFrozenPhase(learner, FROZEN, true)).isEqualTo(FROZEN * (TRAIN / 8 + VALID_BATCHES));
            assertThat(logged).containsExactly("fineTune: the body's features are not reused: " + reason + ".");
        }
    }

    /** Changes nothing. */
    private record Same(boolean repeatable) implements BatchTransform {
        @Override
        public Batch apply(Batch batch, TransformContext context) {
            return batch;
        }
    }

    @Test
    void whereFeaturesWouldDifferThePhaseIsOrdinaryAndTheLogSaysWhy() {
        isOrdinary(
                s -> {},
                new TwoParts(),
                o -> o.trainBatchNorm(true),
                "parameters of the body are trained; trainBatchNorm(false) freezes its norms too");
        isOrdinary(s -> {}, new TwoParts(0.1), o -> {}, "there is dropout in the body");
        String random = "a transform is random, or does not say that it is repeatable()";
        isOrdinary(s -> s.itemTransform((x, context) -> x), new TwoParts(), o -> {}, random);
        isOrdinary(s -> s.batchTransform(new Same(false)), new TwoParts(), o -> {}, random);
        logged.clear();
        try (var data = data(s -> s.batchTransform(new Same(true)));
                var learner = learner(data, new TwoParts(), o -> {})) {
            assertThat(bodyRunsOfFrozenPhase(learner, FROZEN, true)).isLessThan(TRAIN / 8 * FROZEN);
            assertThat(logged).isEmpty();
        }
    }

    @Test
    void aModelInOnePieceTrainsTheOrdinaryWay() {
        try (var data = Blobs.data();
                var learner = Blobs.learner(data, o -> o.trainBatchNorm(false))) {
            learner.fineTune(1, LearningRate.of(1e-2), o -> o.freezeEpochs(2).reuseFeatures(true));
            assertThat(logged)
                    .containsExactly("fineTune: the body's features are not reused: the model is no BodyAndHead.");
        }
    }

    @Test
    void oneFrozenEpochHasNothingToReuse() {
        try (var data = data(s -> {});
                var learner = learner(data, new TwoParts(), o -> {})) {
            assertThat(bodyRunsOfFrozenPhase(learner, 1, true)).isEqualTo(TRAIN / 8 + VALID_BATCHES);
        }
    }

    @Test
    void callbacksMayMeasureTheWholeModelMeanwhile() {
        List<Double> measured = new ArrayList<>();
        List<Double> shown = new ArrayList<>();
        try (var data = data(s -> {});
                var learner = learner(data, new TwoParts(), o -> {})) {
            learner.fineTune(
                    0,
                    LearningRate.of(1e-2),
                    o -> o.freezeEpochs(2).reuseFeatures(true).callbacks(Blobs.on("afterEpoch", fit -> {
                        measured.add(fit.learner().validate().get("valid_loss"));
                        shown.add(fit.history().last().validLoss());
                    })));
        }
        assertThat(measured).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(measured.get(i)).isCloseTo(shown.get(i), within(1e-6));
        }
    }

    @Test
    void frozenNormsLeaveTheirStatisticsAlone() {
        try (var data = data(s -> {});
                var learner = learner(data, new TwoParts(), o -> {});
                var following = learner(data, new TwoParts(), o -> o.trainBatchNorm(true))) {
            var before = Blobs.weights(learner);
            learner.freeze().fit(1, 1e-2);
            var after = Blobs.weights(learner);
            assertThat(after.get("body.2.running_mean")).isEqualTo(before.get("body.2.running_mean"));
            assertThat(after.get("head.1.running_mean")).isNotEqualTo(before.get("head.1.running_mean"));
            learner.unfreeze().fit(1, 1e-2);
            assertThat(Blobs.weights(learner).get("body.2.running_mean"))
                    .isNotEqualTo(before.get("body.2.running_mean"));
            following.freeze().fit(1, 1e-2);
            assertThat(Blobs.weights(following).get("body.2.running_mean"))
                    .isNotEqualTo(before.get("body.2.running_mean"));
        }
    }
}
