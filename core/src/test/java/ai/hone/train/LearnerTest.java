package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.nn.Parameter;
import ai.hone.optim.LearningRate;
import ai.hone.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Training, freezing, measuring and predicting with a small network. */
final class LearnerTest {
    private long before;
    private DataLoaders<Blobs.Point, Category> dls;
    private Learner<Blobs.Point, Category> learn;

    @BeforeEach
    void open() {
        before = Scope.currentKernels().liveBytes();
        dls = Blobs.data();
        learn = Blobs.learner(dls, o -> {});
    }

    @AfterEach
    void close() {
        learn.close();
        dls.close();
        assertThat(Scope.currentKernels().liveBytes()).as("live bytes").isEqualTo(before);
    }

    @Test
    void learnsAndMeasures() {
        History history = learn.fitOneCycle(20, 5e-2);
        assertThat(history.epochs()).hasSize(20);
        assertThat(history.last().trainLoss()).isLessThan(0.5);
        assertThat(history.last().value("accuracy")).isGreaterThanOrEqualTo(0.8);
        Map<String, Double> measured = learn.validate();
        assertThat(measured.keySet()).containsExactly("valid_loss", "accuracy");
        assertThat(measured.get("valid_loss")).isEqualTo(history.last().validLoss());
        assertThat(measured.get("accuracy")).isEqualTo(history.last().value("accuracy"));
        assertThatThrownBy(() -> history.last().value("f1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("history: expected one of train_loss, valid_loss, accuracy but received f1."
                        + " Add the metric to the learner to follow it.");
    }

    @Test
    void predictionsAndPredictAgree() {
        learn.fit(2, 1e-2);
        Predictions all = learn.predictions();
        assertThat(all.items()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(all.losses()).hasSize(10);
        double mean = all.losses().stream().mapToDouble(d -> d).average().orElseThrow();
        assertThat(mean).isCloseTo(learn.validate().get("valid_loss"), within(1e-6));
        List<Blobs.Point> points = Blobs.points().subList(Blobs.TRAIN, Blobs.TRAIN + Blobs.VALID);
        List<Prediction<Category>> predicted = learn.predict(points);
        for (int i = 0; i < points.size(); i++) {
            Prediction<Category> p = predicted.get(i);
            assertThat(p.probabilities()).containsExactly(all.activated().get(i), within(1e-6f));
            assertThat(p.probabilities()[0] + p.probabilities()[1]).isCloseTo(1, within(1e-6f));
            assertThat(p.probability()).isEqualTo(p.probabilities()[p.value().index()]);
            assertThat(learn.predict(points.get(i)).value()).isEqualTo(p.value());
            assertThat(all.targets().get(i)).isEqualTo(points.get(i).side().equals("above") ? 0 : 1);
        }
        assertThat(learn.predict(List.of())).isEmpty();
        assertThat(new Prediction<>("cat", 0.99812f, new float[] {0.99812f})).hasToString("cat (0.9981)");
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        List<List<Double>> losses = new ArrayList<>();
        List<Map<String, List<Double>>> weights = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            try (var data = Blobs.data();
                    var again = Blobs.learner(data, Blobs.network(8, 0.3), o -> o.seed(seed))) {
                History history = again.fineTune(2, 1e-2);
                losses.add(history.losses());
                weights.add(Blobs.weights(again));
            }
        }
        assertThat(losses.get(1)).isEqualTo(losses.get(0));
        assertThat(weights.get(1)).isEqualTo(weights.get(0));
        assertThat(losses.get(2)).isNotEqualTo(losses.get(0));
    }

    private Map<String, List<Double>> changed(Runnable body) {
        var start = Blobs.weights(learn);
        body.run();
        Map<String, List<Double>> changed = new LinkedHashMap<>();
        Blobs.weights(learn).forEach((name, values) -> {
            if (!values.equals(start.get(name))) {
                changed.put(name, values);
            }
        });
        return changed;
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> all = new HashSet<>(a);
        all.addAll(b);
        return all;
    }

    @Test
    void freezingTrainsTheHeadAndNorms() {
        Set<String> head = Set.of("4.weight", "4.bias");
        Set<String> norm = Set.of("1.weight", "1.bias", "1.running_mean", "1.running_var");
        Set<String> body = Set.of("0.weight", "0.bias");
        learn.freeze();
        assertThat(changed(() -> learn.fit(1, 1e-2)).keySet()).containsExactlyInAnyOrderElementsOf(union(head, norm));
        learn.unfreeze();
        assertThat(changed(() -> learn.fit(1, 1e-2)).keySet())
                .containsExactlyInAnyOrderElementsOf(union(head, union(norm, body)));
        learn.freezeTo(2);
        assertThat(changed(() -> learn.fit(1, 1e-2)).keySet()).containsExactlyInAnyOrderElementsOf(norm);
        learn.freezeTo(-2);
        assertThat(learn.model().parameters().values()).allMatch(Parameter::trainable);
        for (int bad : new int[] {-3, 3}) {
            assertThatThrownBy(() -> learn.freezeTo(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("freezeTo: expected -2 … 2 for 2 groups but received " + bad + ".");
        }
    }

    @Test
    void frozenNormsStayIfToldTo() {
        try (var still = Blobs.learner(dls, o -> o.trainBatchNorm(false))) {
            still.freeze();
            assertThat(still.model().parameters().get("1.weight").trainable()).isFalse();
            assertThat(still.model().parameters().get("4.weight").trainable()).isTrue();
        }
    }

    @Test
    void freezingForgetsMoments() {
        learn.fit(1, 1e-2);
        assertThat(Blobs.moments(learn).get("0.weight.step")).containsExactly(5.0);
        learn.freeze();
        Blobs.moments(learn).values().forEach(v -> assertThat(v).containsOnly(0.0));
    }

    @Test
    void fineTuneIsItsStatements() {
        try (var data = Blobs.data();
                var byHand = Blobs.learner(data, o -> {})) {
            History history = learn.fineTune(2, 1e-2);

            byHand.freeze();
            History first = byHand.fitOneCycle(1, LearningRate.slice(1e-2), o -> o.warm(0.99));
            byHand.unfreeze();
            History second = byHand.fitOneCycle(
                    2,
                    LearningRate.slice(1e-2 / 100 * 0.5, 1e-2 * 0.5),
                    o -> o.warm(0.3).div(5));

            assertThat(history.learningRates()).isEqualTo(first.then(second).learningRates());
            assertThat(history.losses()).isEqualTo(first.then(second).losses());
            assertThat(history.epochs()).extracting(History.Epoch::index).containsExactly(0, 1, 2);
            assertThat(Blobs.weights(learn)).isEqualTo(Blobs.weights(byHand));
            assertThat(learn.optimizer().hypers(0).learningRate())
                    .isCloseTo(learn.optimizer().hypers(1).learningRate() / 100, within(1e-15));
        }
    }

    @Test
    void fineTuneStopsAltogetherIfTheFirstPhaseIsStopped() {
        History history = learn.fineTune(3, LearningRate.of(1e-2), Blobs.on("afterEpoch", fit -> fit.stop("enough")));
        assertThat(history.epochs()).hasSize(1);
        assertThat(history.stopped()).contains("enough");
    }

    @Test
    void weightDecayReachesEveryGroup() {
        try (var decaying = Blobs.learner(dls, o -> o.weightDecay(0.3))) {
            assertThat(decaying.optimizer().hypers(0).weightDecay()).isEqualTo(0.3);
            assertThat(decaying.optimizer().hypers(1).weightDecay()).isEqualTo(0.3);
        }
        assertThat(learn.optimizer().hypers(1).weightDecay()).isEqualTo(0.01);
    }

    @Test
    void aSecondThreadIsTurnedAway() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread fitting = new Thread(
                () -> {
                    try {
                        learn.fit(1, 1e-2, Blobs.on("beforeFit", fit -> {
                            inside.countDown();
                            awaited(tried);
                        }));
                    } catch (Throwable t) {
                        failure.set(t);
                    }
                },
                "fitting");
        fitting.start();
        inside.await();
        try {
            assertThatThrownBy(() -> learn.predict(new Blobs.Point(1, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("learner.predict: expected one thread at a time but received a call from "
                            + Thread.currentThread().getName() + " while fitting is inside."
                            + " A Learner serves one thread; export it and share a Predictor instead.");
        } finally {
            tried.countDown();
            fitting.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(learn.predict(new Blobs.Point(1, 1)).probability()).isBetween(0.5f, 1f);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSameThreadMayCallFromACallback() {
        List<Double> losses = new ArrayList<>();
        History history = learn.fit(
                2,
                1e-2,
                Blobs.on(
                        "afterEpoch", fit -> losses.add(fit.learner().validate().get("valid_loss"))));
        assertThat(losses)
                .isEqualTo(
                        history.epochs().stream().map(History.Epoch::validLoss).toList());
    }

    @Test
    void aClosedLearnerSaysSo() {
        learn.close();
        learn.close();
        Map<String, Function<Learner<Blobs.Point, Category>, Object>> calls = new LinkedHashMap<>();
        calls.put("fit", l -> l.fit(1, 1e-2));
        calls.put("fitOneCycle", l -> l.fitOneCycle(1, 1e-2));
        calls.put("lrFind", Learner::lrFind);
        calls.put("freezeTo", Learner::freeze);
        calls.put("validate", Learner::validate);
        calls.put("predictions", Learner::predictions);
        calls.put("predict", l -> l.predict(new Blobs.Point(0, 0)));
        calls.put("save", l -> l.save(Path.of("never")));
        calls.put("load", l -> l.load(Path.of("never")));
        calls.put("export", l -> l.export(Path.of("never")));
        calls.put("summary", Learner::summary);
        calls.forEach((name, call) -> assertThatThrownBy(() -> call.apply(learn))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("learner." + name + ": expected an open learner but received one that is closed."
                        + " Keep the call inside try-with-resources, or load an exported bundle with Predictor.load."));
    }

    @Test
    void unreadableItemsDoNotEndAFit() {
        List<Blobs.Point> points = new ArrayList<>(Blobs.points());
        points.set(3, new Blobs.Point(Float.POSITIVE_INFINITY, 0));
        try (var data = Blobs.data(points, s -> {});
                var other = Blobs.learner(data, o -> {})) {
            History history = other.fit(2, 1e-2);
            assertThat(history.epochs()).hasSize(2);
            assertThat(data.skipped()).hasSize(1);
        }
    }

    @Test
    void trainingStepsLeaveMemoryFlat() {
        Set<Long> bytes = new HashSet<>();
        learn.fit(1, 1e-3);
        History history = learn.fit(
                40,
                1e-3,
                Blobs.on("afterTrain", fit -> bytes.add(Scope.currentKernels().liveBytes())));
        assertThat(history.losses()).hasSize(200);
        assertThat(bytes).hasSize(1);
    }

    @Test
    void predictionsLeaveMemoryFlat() {
        learn.predict(new Blobs.Point(1, 1));
        long start = Scope.currentKernels().liveBytes();
        for (int i = 0; i < 1000; i++) {
            learn.predict(new Blobs.Point(i % 3 - 1, 1));
        }
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(start);
    }

    @Test
    void theSummaryNamesLayersOptimizerAndLoss() {
        assertThat(learn.summary())
                .contains("Linear(2, 8)")
                .contains("parameters 58")
                .contains("body (4 parameters)")
                .endsWith("loss: cross_entropy");
    }
}
