package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.train.Callback.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tree of events, the order of callbacks, and what happens when one throws. */
final class EventOrderTest {
    private static final List<String> STEP = List.of(
            "beforeBatch",
            "afterPrediction",
            "afterLoss",
            "beforeBackward",
            "afterBackward",
            "beforeStep",
            "afterStep",
            "afterBatch");

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
        return Blobs.recording("a", Phase.DEFAULT, log);
    }

    private static List<String> epoch() {
        List<String> events = new ArrayList<>(List.of("beforeEpoch", "beforeTrain"));
        for (int i = 0; i < Blobs.BATCHES; i++) {
            events.addAll(STEP);
        }
        events.addAll(List.of("afterTrain", "beforeValidate"));
        for (int i = 0; i < 2; i++) {
            events.addAll(List.of("beforeBatch", "afterPrediction", "afterLoss", "afterBatch"));
        }
        events.addAll(List.of("afterValidate", "afterEpoch"));
        return events;
    }

    @Test
    void followsTheDocumentedTree() {
        learn.fit(2, 1e-2, recorder());
        List<String> expected = new ArrayList<>(List.of("beforeFit"));
        expected.addAll(epoch());
        expected.addAll(epoch());
        expected.add("afterFit");
        assertThat(log).isEqualTo(expected.stream().map(e -> "a." + e).toList());
    }

    @Test
    void beginsByPhaseThenRegistrationAndEndsInReverse() {
        learn.fit(
                1,
                1e-2,
                Blobs.recording("report", Phase.REPORT, log),
                Blobs.recording("first", Phase.DEFAULT, log),
                Blobs.recording("setup", Phase.SETUP, log),
                Blobs.recording("second", Phase.DEFAULT, log),
                Blobs.recording("schedule", Phase.SCHEDULE, log));
        List<String> order = List.of("setup", "first", "second", "schedule", "report");
        List<String> reversed = List.of("report", "schedule", "second", "first", "setup");
        for (String event : List.of("beforeFit", "beforeEpoch", "beforeTrain", "beforeValidate")) {
            assertThat(names(event)).as(event).isEqualTo(order);
        }
        for (String event : List.of("afterTrain", "afterValidate", "afterEpoch", "afterFit")) {
            assertThat(names(event)).as(event).isEqualTo(reversed);
        }
        assertThat(names("beforeStep").subList(0, 5)).isEqualTo(order);
        assertThat(names("afterLoss").subList(0, 5)).isEqualTo(reversed);
    }

    private List<String> names(String event) {
        return log.stream()
                .filter(e -> e.endsWith("." + event))
                .map(e -> e.substring(0, e.indexOf('.')))
                .toList();
    }

    @Test
    void learnersCallbacksComeBeforeTheFits() {
        try (var other = Blobs.learner(dls, o -> o.callbacks(Blobs.recording("learner", Phase.DEFAULT, log)))) {
            other.fit(1, 1e-2, Blobs.recording("fit", Phase.DEFAULT, log));
            other.fit(1, 1e-2);
        }
        assertThat(names("beforeFit")).containsExactly("learner", "fit", "learner");
    }

    /** Throws in one event. */
    private static final class Thrower implements Callback {
        @Override
        public void afterLoss(Fit fit) {
            if (fit.iteration() == 2) {
                throw new IllegalStateException("out of luck");
            }
        }
    }

    @Test
    void anExceptionNamesClassAndEventAndAfterFitRunsOnce() {
        List<Outcome> outcomes = new ArrayList<>();
        Callback watcher = new Callback() {
            @Override
            public void afterFit(Fit fit, Outcome outcome) {
                outcomes.add(outcome);
            }
        };
        assertThatThrownBy(() -> learn.fit(3, 1e-2, recorder(), new Thrower(), watcher))
                .isInstanceOf(CallbackException.class)
                .hasMessage("Thrower.afterLoss: out of luck")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(names("afterFit")).hasSize(1);
        assertThat(names("afterEpoch")).isEmpty();
        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Failed.class);
        learn.fit(1, 1e-2);
    }

    @Test
    void afterFitRunsOnlyWhereBeforeFitWasReached() {
        assertThatThrownBy(() -> learn.fit(
                        1,
                        1e-2,
                        Blobs.recording("a", Phase.DEFAULT, log),
                        Blobs.on("beforeFit", fit -> {
                            throw new IllegalStateException("no");
                        }),
                        Blobs.recording("b", Phase.DEFAULT, log)))
                .isInstanceOf(CallbackException.class)
                .hasMessageEndingWith(".beforeFit: no");
        assertThat(log).containsExactly("a.beforeFit", "a.afterFit");
    }

    @Test
    void afterFitsThatThrowDoNotKeepOthersFromRunning() {
        assertThatThrownBy(() -> learn.fit(
                        1,
                        1e-2,
                        recorder(),
                        Blobs.on("afterFit", fit -> {
                            throw new IllegalStateException("late");
                        }),
                        Blobs.on("afterFit", fit -> {
                            throw new IllegalStateException("first");
                        })))
                .isInstanceOf(CallbackException.class)
                .hasMessageEndingWith(".afterFit: first")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(names("afterFit")).hasSize(1);
    }

    @Test
    void completedAndStoppedOutcomes() {
        List<Outcome> outcomes = new ArrayList<>();
        Callback watcher = new Callback() {
            @Override
            public void afterFit(Fit fit, Outcome outcome) {
                outcomes.add(outcome);
            }
        };
        learn.fit(1, 1e-2, watcher);
        learn.fit(5, 1e-2, watcher, Blobs.on("afterEpoch", fit -> fit.stop("enough")));
        assertThat(outcomes).containsExactly(new Outcome.Completed(), new Outcome.Stopped("enough"));
    }

    @Test
    void noEpochsIsAFitWithoutEpochs() {
        assertThat(learn.fit(0, 1e-2, recorder()).epochs()).isEmpty();
        assertThat(log).containsExactly("a.beforeFit", "a.afterFit");
        assertThatThrownBy(() -> learn.fit(-1, 1e-2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fit: expected 0 or more epochs but received -1.");
    }
}
