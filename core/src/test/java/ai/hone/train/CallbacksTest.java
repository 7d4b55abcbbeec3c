package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.metric.Metric;
import ai.hone.tensor.Tensor;
import ai.hone.train.callback.EarlyStopping;
import ai.hone.train.callback.SaveBest;
import ai.hone.train.callback.StopOnNan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SaveBest, EarlyStopping, StopOnNan. */
final class CallbacksTest {
    @TempDir
    Path folder;

    private DataLoaders<Blobs.Point, Category> dls;
    private Learner<Blobs.Point, Category> learn;

    @BeforeEach
    void open() {
        dls = Blobs.data();
        learn = Blobs.learner(dls, o -> {});
    }

    @AfterEach
    void close() {
        learn.close();
        dls.close();
    }

    /** Makes the head worse in every epoch after the first. */
    private static Callback spoiler() {
        return Blobs.on("beforeValidate", fit -> {
            var head = fit.model().parameters().get("4.weight");
            float[] values = new float[(int) head.shape().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = 10f * fit.epoch() * (i < values.length / 2 ? 1 : -1);
            }
            if (fit.epoch() > 0) {
                head.assign(values);
            }
        });
    }

    @Test
    void saveBestTakesUpTheBestAgain() {
        Path file = folder.resolve("best.safetensors");
        SaveBest saveBest = new SaveBest(file);
        History history = learn.fit(4, 1e-2, spoiler(), saveBest);
        double best = history.epochs().get(0).validLoss();
        assertThat(history.last().validLoss()).isGreaterThan(best);
        assertThat(saveBest.best()).isEqualTo(best);
        assertThat(learn.validate().get("valid_loss")).isEqualTo(best);
        assertThat(saveBest).hasToString("SaveBest(valid_loss in " + file + ")");
    }

    @Test
    void saveBestKeepsTheBestOfAFitThatFails() {
        Path file = folder.resolve("best.safetensors");
        double[] first = {0};
        assertThatThrownBy(() -> learn.fit(4, 1e-2, spoiler(), new SaveBest(file), Blobs.on("afterEpoch", fit -> {
                    if (fit.epoch() == 0) {
                        first[0] = fit.history().last().validLoss();
                    }
                    if (fit.epoch() == 2) {
                        throw new IllegalStateException("over");
                    }
                })))
                .isInstanceOf(CallbackException.class);
        assertThat(learn.validate().get("valid_loss")).isEqualTo(first[0]);
    }

    @Test
    void saveBestWithoutAnEpochLoadsNothing() {
        Path file = folder.resolve("best.safetensors");
        learn.fit(2, 1e-2, new SaveBest(file), Blobs.on("afterBatch", fit -> fit.stop("at once")));
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void earlyStoppingWaitsForItsPatience() {
        History history = learn.fit(10, 1e-2, spoiler(), new EarlyStopping("valid_loss", 3));
        assertThat(history.epochs()).hasSize(4);
        assertThat(history.stopped()).contains("no improvement of valid_loss since epoch 0");
        try (var other = Blobs.learner(dls, o -> {})) {
            assertThat(other.fit(10, 1e-2, spoiler(), new EarlyStopping()).epochs())
                    .hasSize(2);
        }
        assertThatThrownBy(() -> new EarlyStopping("valid_loss", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("patience: expected 1 or more epochs but received 0.");
    }

    @Test
    void earlyStoppingStartsAfreshInEveryFit() {
        EarlyStopping stopping = new EarlyStopping("valid_loss", 2, 100);
        assertThat(learn.fit(10, 1e-2, stopping).epochs()).hasSize(3);
        assertThat(learn.fit(10, 1e-2, stopping).epochs()).hasSize(3);
    }

    /** A metric that says the epoch's number, and which way is better. */
    private record Count(boolean higherIsBetter, int[] passes) implements Metric {
        @Override
        public String name() {
            return "distance";
        }

        @Override
        public Accumulator start() {
            int pass = passes[0]++;
            return new Accumulator() {
                @Override
                public void add(Tensor prediction, Tensor target) {}

                @Override
                public double value() {
                    return pass;
                }
            };
        }
    }

    @Test
    void theMetricSaysWhichWayIsBetter() {
        for (boolean higher : new boolean[] {true, false}) {
            try (var other = Blobs.learner(dls, o -> o.metrics(new Count(higher, new int[1])))) {
                History history = other.fit(5, 1e-2, new EarlyStopping("distance", 1));
                assertThat(history.epochs()).hasSize(higher ? 5 : 2);
            }
        }
    }

    @Test
    void monitorsNameTheColumnsThereAre() {
        assertThatThrownBy(() -> learn.fit(1, 1e-2, new EarlyStopping("acuracy", 1)))
                .isInstanceOf(CallbackException.class)
                .hasMessage("EarlyStopping.beforeFit: monitor: expected one of train_loss, valid_loss, accuracy but"
                        + " received acuracy. Add the metric to the learner to follow it.");
        assertThatThrownBy(() -> learn.fit(1, 1e-2, new SaveBest(folder.resolve("x"), "f1")))
                .hasMessageStartingWith(
                        "SaveBest.beforeFit: monitor: expected one of train_loss, valid_loss, accuracy");
        assertThat(learn.fit(1, 1e-2, new EarlyStopping("train_loss", 1)).epochs())
                .hasSize(1);
    }

    @Test
    void skippedValidationIsNoImprovement() {
        History history =
                learn.fit(5, 1e-2, new EarlyStopping("accuracy", 2), Blobs.on("beforeEpoch", Fit::skipValidation));
        assertThat(history.epochs()).hasSize(2);
    }

    @Test
    void stopOnNanStopsBeforeTheStep() {
        History history = learn.fit(3, 1e-2, new StopOnNan(), Blobs.on("afterLoss", fit -> {
            if (fit.epoch() == 1 && fit.batchIndex() == 2) {
                fit.replaceLoss(fit.loss().mul(Double.NaN));
            }
        }));
        assertThat(history.stopped())
                .contains("loss: expected a finite number but received NaN in epoch 1, batch 2."
                        + " The weights are as before this batch. Lower the learning rate (lrFind() suggests one),"
                        + " or look for bad values in the data.");
        assertThat(history.epochs()).hasSize(1);
        Blobs.weights(learn)
                .forEach((name, values) -> assertThat(values)
                        .as(name)
                        .allSatisfy(v -> assertThat(v).isFinite()));
    }

    @Test
    void stopOnNanMendsRunningStatistics() {
        List<Blobs.Point> points = new ArrayList<>(Blobs.points());
        points.set(3, new Blobs.Point(Float.NaN, 0));
        try (var data = Blobs.data(points, s -> {});
                var other = Blobs.learner(data, o -> {})) {
            History history = other.fit(3, 1e-2, new StopOnNan());
            assertThat(history.stopped().orElseThrow()).startsWith("loss: expected a finite number but received NaN");
            Blobs.weights(other)
                    .forEach((name, values) -> assertThat(values)
                            .as(name)
                            .allSatisfy(v -> assertThat(v).isFinite()));
            assertThat(other.validate().get("valid_loss")).isFinite();
        }
    }

    @Test
    void stopOnNanAlsoStopsAtInfinity() {
        History history = learn.fit(
                3,
                1e-2,
                Blobs.on(
                        "afterLoss", fit -> fit.replaceLoss(fit.loss().mul(1e30).mul(1e30))),
                new StopOnNan());
        assertThat(history.stopped().orElseThrow()).startsWith("loss: expected a finite number but received Infinity");
    }
}
