package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Suggestions against fastai's numbers (appendix A9), the stop rule, and that looking leaves no trace. */
final class LrFinderTest {
    private static double curve(double rate) {
        double x = Math.log10(rate);
        double fall = 1 / (1 + Math.exp(-3 * (x + 3.5)));
        return 2.3 - 1.5 * fall + 4 * Math.pow(Math.max(0, x + 1), 2);
    }

    /** The callback over a made-up curve: as a fit would call it. */
    private static LrFinder found() {
        LrFinderCallback finder = new LrFinderCallback(1e-7, 10, 100, true);
        try (var dls = Blobs.data();
                var learn = Blobs.learner(dls, o -> {})) {
            int[] iteration = {0};
            boolean[] stopped = {false};
            Fit fit = (Fit) Proxy.newProxyInstance(
                    Fit.class.getClassLoader(),
                    new Class<?>[] {Fit.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "optimizer" -> learn.optimizer();
                        case "iteration" -> iteration[0];
                        case "training" -> true;
                        case "smoothLoss" -> curve(learn.optimizer().learningRate());
                        case "stop" -> {
                            stopped[0] = true;
                            yield null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
            while (!stopped[0]) {
                finder.beforeBatch(fit);
                iteration[0]++;
                finder.afterBatch(fit);
            }
        }
        return finder.result();
    }

    private static Offset<Double> relative(double expected) {
        return within(expected * 1e-9);
    }

    @Test
    void suggestionsAreFastais() {
        LrFinder found = found();
        assertThat(found.rates()).hasSize(86);
        assertThat(found.skipped()).isEqualTo(10);
        // Point 32 of the window.
        assertThat(found.valley()).isCloseTo(1e-7 * Math.pow(1e8, 0.42), relative(2.29e-4));
        assertThat(found.slide()).isCloseTo(9.1201083936e-5, relative(9.1201083936e-5));
        assertThat(found.minimum()).isCloseTo(1e-2, relative(1e-2));
        assertThat(found.steep()).isCloseTo(2.7542287033e-4, relative(2.7542287033e-4));
        assertThat(found).hasToString("LrFinder(86 rates 1.0e-07 … 0.63; valley 0.00023)");
    }

    @Test
    void curvesThatOnlyFallOrNeverFall() {
        double[] rates = new double[40];
        double[] falling = new double[40];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = Math.pow(10, i / 10.0 - 5);
            falling[i] = 40 - i;
        }
        assertThat(new LrFinder(rates, falling, 10).valley())
                .isIn(Arrays.stream(rates).boxed().toArray());
        double[] rising = new double[40];
        Arrays.setAll(rising, i -> i);
        assertThat(new LrFinder(rates, rising, 10).valley()).isEqualTo(rates[10]);
    }

    @Test
    void tooFewPointsSaySo() {
        LrFinder early = new LrFinder(new double[12], new double[12], 10);
        assertThatThrownBy(early::valley)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "lrFind.valley: expected at least 16 batches before the loss diverged but received 12."
                                + " Start from a smaller rate: lrFind(o -> o.start(1e-9)), or choose one by hand, such as 1e-3.");
        assertThatThrownBy(early::slide).hasMessageStartingWith("lrFind.slide: expected at least 31 batches");
        assertThatThrownBy(early::steep).hasMessageStartingWith("lrFind.steep: expected at least 17 batches");
        assertThatThrownBy(early::minimum).hasMessageStartingWith("lrFind.minimum: expected at least 16 batches");
        assertThat(early.toString()).endsWith("valley none)");
    }

    @Test
    void nanEndsTheCurve() {
        double[] losses = new double[40];
        Arrays.setAll(losses, i -> i >= 10 ? Double.NaN : 1);
        LrFinder nan = new LrFinder(new double[40], losses, 10);
        assertThatThrownBy(nan::valley).isInstanceOf(IllegalStateException.class);
        assertThat(nan.toString()).endsWith("valley none)");
    }

    @Test
    void leavesNoTrace() {
        try (var dls = Blobs.data();
                var plainDls = Blobs.data();
                var learn = Blobs.learner(dls, Blobs.network(8, 0.3), o -> {});
                var plain = Blobs.learner(plainDls, Blobs.network(8, 0.3), o -> {})) {
            learn.fitOneCycle(1, 1e-2);
            plain.fitOneCycle(1, 1e-2);
            var weights = Blobs.weights(learn);
            var moments = Blobs.moments(learn);
            var hypers = learn.optimizer().hypers(0);

            LrFinder found = learn.lrFind();

            assertThat(found.rates().length).isGreaterThan(20);
            assertThat(found.rates()[0]).isCloseTo(1e-7, within(1e-15));
            assertThat(Blobs.weights(learn)).isEqualTo(weights);
            assertThat(Blobs.moments(learn)).isEqualTo(moments);
            assertThat(learn.optimizer().hypers(0)).isEqualTo(hypers);
            assertThat(learn.optimizer().gradientNorm()).isZero();
            assertThat(dls.train().epoch()).isEqualTo(1);
            assertThat(learn.fit(2, 1e-2).losses()).isEqualTo(plain.fit(2, 1e-2).losses());
            assertThat(Blobs.weights(learn)).isEqualTo(Blobs.weights(plain));
        }
    }

    @Test
    void leavesNoTraceWhenItFails() {
        boolean[] fail = {false};
        try (var dls = Blobs.data(
                        Blobs.points(),
                        s -> s.itemTransform((p, context) -> {
                            if (fail[0]) {
                                throw new IllegalStateException("no more");
                            }
                            return p;
                        }));
                var learn = Blobs.learner(dls, o -> {})) {
            var weights = Blobs.weights(learn);
            fail[0] = true;
            assertThatThrownBy(learn::lrFind).hasMessageContaining("no more");
            assertThat(Blobs.weights(learn)).isEqualTo(weights);
        }
    }

    @Test
    void runsAsManyBatchesAsAsked() {
        try (var dls = Blobs.data();
                var learn = Blobs.learner(dls, o -> {})) {
            LrFinder found =
                    learn.lrFind(o -> o.iterations(33).start(1e-5).end(1e-2).stopWhenDiverging(false));
            assertThat(found.rates()).hasSize(33);
            assertThat(found.losses()).hasSize(33);
            assertThat(found.skipped()).isEqualTo(3);
            assertThat(found.rates()[32]).isLessThan(1e-2).isGreaterThan(8e-3);
        }
    }
}
