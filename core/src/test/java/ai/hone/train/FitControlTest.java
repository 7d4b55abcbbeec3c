package ai.hone.train;

import static ai.hone.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callbacks see of a fit and how they steer it. */
final class FitControlTest {
    private final List<String> log = new ArrayList<>();
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

    private Callback recorder() {
        return Blobs.recording("", Callback.Phase.REPORT, log);
    }

    private long count(String event) {
        return log.stream().filter(("." + event)::equals).count();
    }

    @Test
    void twoMetricsOfOneNameAreRefused() {
        LearnerOptions options = new LearnerOptions();
        assertThatThrownBy(() -> options.metrics(accuracy(), accuracy()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learner.metrics: expected columns of different names but received two called accuracy."
                        + " Give one of them another: metric.named(…).");
        assertThat(options.metrics(accuracy(), accuracy().named("again")).metrics)
                .hasSize(2);
    }

    @Test
    void stopEndsTheFitAfterTheEvent() {
        History history = learn.fit(3, 1e-2, recorder(), Blobs.on("afterBatch", fit -> {
            if (fit.epoch() == 1 && fit.batchIndex() == 1) {
                fit.stop("enough");
                fit.stop("a second reason");
            }
        }));
        assertThat(history.stopped()).contains("enough");
        assertThat(history.epochs()).hasSize(1);
        assertThat(history.losses()).hasSize(Blobs.BATCHES + 2);
        assertThat(count("afterStep")).isEqualTo(Blobs.BATCHES + 2);
        assertThat(count("afterFit")).isEqualTo(1);
        assertThat(history.toString()).endsWith("\nstopped: enough");
    }

    @Test
    void stopBeforeTheStepKeepsTheWeights() {
        var before = learn.model().parameters().get("4.weight").value().toFloatArray();
        History history = learn.fit(3, 1e-2, recorder(), Blobs.on("afterLoss", fit -> fit.stop("now")));
        assertThat(learn.model().parameters().get("4.weight").value().toFloatArray())
                .isEqualTo(before);
        assertThat(history.epochs()).isEmpty();
        assertThat(log)
                .containsExactly(
                        ".beforeFit",
                        ".beforeEpoch",
                        ".beforeTrain",
                        ".beforeBatch",
                        ".afterPrediction",
                        ".afterLoss",
                        ".afterBatch",
                        ".afterTrain",
                        ".afterFit");
        assertThatThrownBy(history::last)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("history: expected at least one epoch that ended but received none: stopped, now.");
    }

    @Test
    void stopInAfterEpochKeepsTheRow() {
        History history = learn.fit(3, 1e-2, Blobs.on("afterEpoch", fit -> fit.stop("one is enough")));
        assertThat(history.epochs()).hasSize(1);
    }

    @Test
    void skipBatchLeavesTheRestOut() {
        History history = learn.fit(1, 1e-2, recorder(), Blobs.on("beforeBatch", fit -> {
            if (fit.training() && fit.batchIndex() > 0) {
                fit.skipBatch();
            }
        }));
        assertThat(history.losses()).hasSize(1);
        assertThat(count("afterStep")).isEqualTo(1);
        assertThat(count("afterBatch")).isEqualTo(Blobs.BATCHES + 2);
    }

    @Test
    void skipStepKeepsTheGradients() {
        List<Double> norms = new ArrayList<>();
        learn.fit(
                1,
                1e-2,
                recorder(),
                Blobs.on("beforeStep", fit -> {
                    norms.add(fit.optimizer().gradientNorm());
                    if (fit.batchIndex() % 2 == 0) {
                        fit.skipStep();
                    }
                }),
                Blobs.on("beforeBatch", fit -> {
                    if (fit.training()) {
                        norms.add(fit.optimizer().gradientNorm());
                    }
                }));
        assertThat(count("afterStep")).isEqualTo(2);
        // batch 0: nothing, its gradient; batch 1: kept, sum; batch 2: cleared by the step
        assertThat(norms.get(0)).isZero();
        assertThat(norms.get(2)).isPositive().isEqualTo(norms.get(1));
        assertThat(norms.get(3)).isNotEqualTo(norms.get(1));
        assertThat(norms.get(4)).isZero();
        assertThat(learn.optimizer().gradientNorm()).as("after the fit").isZero();
    }

    @Test
    void skipValidationKeepsTheColumns() {
        for (String event : List.of("beforeValidate", "beforeEpoch")) {
            log.clear();
            History history = learn.fit(2, 1e-2, recorder(), Blobs.on(event, fit -> {
                if (fit.epoch() == 0) {
                    fit.skipValidation();
                }
            }));
            assertThat(count("afterBatch")).isEqualTo(2 * Blobs.BATCHES + 2);
            assertThat(history.epochs()).hasSize(2);
            assertThat(history.epochs().get(0).validLoss()).isNaN();
            assertThat(history.epochs().get(0).value("accuracy")).isNaN();
            assertThat(history.epochs().get(1).value("accuracy")).isBetween(0.0, 1.0);
            assertThat(history.toString().lines().map(String::length).distinct())
                    .as("one width")
                    .hasSize(1);
        }
    }

    @Test
    void batchPredictionAndLossCanBeReplaced() {
        List<Double> losses = new ArrayList<>();
        learn.fit(
                1,
                1e-2,
                Blobs.on(
                        "beforeBatch",
                        fit -> fit.replaceBatch(fit.batch()
                                .withInputs(List.of(fit.batch().inputs().get(0).mul(0))))),
                Blobs.on(
                        "afterPrediction",
                        fit -> fit.replacePrediction(fit.prediction().mul(0))),
                Blobs.on("afterLoss", fit -> {
                    losses.add(fit.loss().itemDouble());
                    assertThat(fit.batch().inputs().get(0).toFloatArray()).containsOnly(0, -0f);
                }));
        assertThat(losses).allSatisfy(l -> assertThat(l).isCloseTo(Math.log(2), within(1e-6)));
        History history = learn.fit(
                1,
                1e-2,
                Blobs.on("afterLoss", fit -> fit.replaceLoss(fit.loss().mul(0).add(3))));
        assertThat(history.losses()).allSatisfy(l -> assertThat(l).isCloseTo(3, within(1e-6)));
    }

    @Test
    void theTrainingLossIsSmoothedAsFastai() {
        double[] losses = {4, 3, 2, 1};
        double[] expected = {4, 3.49494949, 2.98653244, 2.47474954};
        History history = learn.fit(1, 1e-2, Blobs.on("afterLoss", fit -> {
            if (fit.training()) {
                if (fit.iteration() == losses.length) {
                    fit.stop("four are enough");
                } else {
                    fit.replaceLoss(fit.loss().mul(0).add(losses[fit.iteration()]));
                }
            }
        }));
        for (int i = 0; i < expected.length; i++) {
            assertThat(history.losses().get(i)).isCloseTo(expected[i], within(5e-9));
        }
    }

    @Test
    void countersAndProgress() {
        List<String> seen = new ArrayList<>();
        Callback watcher = new Callback() {
            private void note(String event, Fit fit) {
                seen.add(event + " " + fit.epoch() + "/" + fit.epochs() + " " + fit.iteration() + " " + fit.batchIndex()
                        + "/" + fit.batches() + " " + Math.round(fit.progress() * 100));
            }

            @Override
            public void beforeBatch(Fit fit) {
                note(fit.training() ? "train" : "valid", fit);
            }

            @Override
            public void afterEpoch(Fit fit) {
                seen.add("end " + fit.epoch() + " " + Math.round(fit.progress() * 100) + " rows "
                        + fit.history().epochs().size());
            }
        };
        learn.fit(2, 1e-2, watcher);
        assertThat(seen)
                .containsExactly(
                        "train 0/2 0 0/5 0",
                        "train 0/2 1 1/5 10",
                        "train 0/2 2 2/5 20",
                        "train 0/2 3 3/5 30",
                        "train 0/2 4 4/5 40",
                        "valid 0/2 5 0/2 50",
                        "valid 0/2 5 1/2 50",
                        "end 0 50 rows 1",
                        "train 1/2 5 0/5 50",
                        "train 1/2 6 1/5 60",
                        "train 1/2 7 2/5 70",
                        "train 1/2 8 3/5 80",
                        "train 1/2 9 4/5 90",
                        "valid 1/2 10 0/2 100",
                        "valid 1/2 10 1/2 100",
                        "end 1 100 rows 2");
    }

    @Test
    void whatIsNotThereYetSaysWhenItIs() {
        assertThatThrownBy(() -> learn.fit(1, 1e-2, Blobs.on("beforeBatch", Fit::prediction)))
                .hasMessageEndingWith(
                        ".beforeBatch: fit.prediction: expected an event from afterPrediction to afterBatch but received an"
                                + " earlier or later one. Read it in afterPrediction.");
        assertThatThrownBy(() -> learn.fit(1, 1e-2, Blobs.on("afterPrediction", Fit::loss)))
                .hasMessageContaining("fit.loss: expected an event from afterLoss to afterBatch");
        assertThatThrownBy(() -> learn.fit(1, 1e-2, Blobs.on("beforeEpoch", Fit::batch)))
                .hasMessageContaining("fit.batch: expected an event from beforeBatch to afterBatch");
    }

    @Test
    void validationRecordsNoGradient() {
        learn.fit(1, 1e-2, Blobs.on("afterPrediction", fit -> {
            Tensor prediction = fit.prediction();
            assertThat(prediction.requiresGradient()).isEqualTo(fit.training());
            assertThat(fit.model().training()).isEqualTo(fit.training());
        }));
    }

    @Test
    void theScheduleIsSetBeforeEveryBatch() {
        List<Double> momentums = new ArrayList<>();
        History history = learn.fitOneCycle(
                2,
                1e-3,
                Blobs.on(
                        "afterStep",
                        fit -> momentums.add(fit.optimizer().hypers(0).momentum())));
        assertThat(history.learningRates()).hasSize(10);
        assertThat(history.learningRates().get(0)).isCloseTo(4e-5, within(1e-12));
        assertThat(history.learningRates().get(5)).isCloseTo(7.500025e-4, within(1e-12));
        assertThat(history.learningRates().get(9)).isCloseTo(4.323683891e-5, within(1e-12));
        assertThat(momentums.get(0)).isCloseTo(.95, within(1e-12));
        assertThat(momentums.get(5)).isCloseTo(.875, within(1e-12));
        assertThat(momentums.get(9)).isCloseTo(.9456772729, within(1e-10));
    }
}
