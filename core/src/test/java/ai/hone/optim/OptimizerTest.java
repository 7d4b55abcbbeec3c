package ai.hone.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.nn.Parameter;
import ai.hone.tensor.DType;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Optimisers against fastai's numbers (appendix A8), and what they leave alone. */
final class OptimizerTest {
    private static final double[] GRADIENTS = {.1, -.2, .3};

    private final List<AutoCloseable> opened = new ArrayList<>();
    private long before;
    private Scope scope;

    @BeforeEach
    void open() {
        before = Scope.currentKernels().liveBytes();
        scope = Scope.open();
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        scope.close();
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }

    private Probe probe(DType dtype) {
        Probe probe = new Probe();
        probe.initialize(0, dtype);
        opened.add(probe);
        return probe;
    }

    private Optimizer optimizer(Probe probe, UpdateRule rule) {
        return optimizer(probe, rule, false);
    }

    private Optimizer optimizer(Probe probe, UpdateRule rule, boolean decayAll) {
        List<ParameterGroup> groups = List.of(
                new ParameterGroup("body", List.of(probe.weight)),
                new ParameterGroup("head", List.of(probe.second, probe.bias, probe.norm)));
        Optimizer optimizer = new Optimizer(groups, rule, decayAll);
        opened.add(optimizer);
        for (int g = 0; g < 2; g++) {
            optimizer.hypers(g, optimizer.hypers(g).withLearningRate(.1));
        }
        return optimizer;
    }

    private void verify(DType dtype, UpdateRule rule, double... expected) {
        double tolerance = dtype == DType.FLOAT64 ? 2e-10 : 3e-7;
        Probe probe = probe(dtype);
        Optimizer optimizer = optimizer(probe, rule, true);
        for (int i = 0; i < expected.length; i++) {
            probe.gradient(GRADIENTS[i]);
            optimizer.step();
            optimizer.clearGradients();
            for (Parameter p : List.of(probe.weight, probe.second, probe.bias, probe.norm)) {
                for (double value : probe.values(p)) {
                    assertThat(value).as("%s after step %d", p.name(), i + 1).isCloseTo(expected[i], within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void followFastai(DType dtype) {
        verify(dtype, new Sgd(), .99, 1.01, .98);
        verify(dtype, new Sgd(0, .1), .98, .9902, .950298);
        verify(dtype, new Sgd(.9, 0), .99, 1.001, .9809);
        verify(dtype, new Adam(.9, .99, 1e-5, 0), .900009999, .9365684617, .9023343304);
        verify(dtype, new Adam(), .899009999, .9346694517, .8995006509);
    }

    @Test
    void decayLeavesBiasesAndNormsAlone() {
        Probe probe = probe(DType.FLOAT64);
        Optimizer optimizer = optimizer(probe, new Sgd(0, .1));
        probe.gradient(.1);
        optimizer.step();
        assertThat(probe.values(probe.weight))
                .usingComparatorWithPrecision(1e-12)
                .containsOnly(.98);
        assertThat(probe.values(probe.second))
                .usingComparatorWithPrecision(1e-12)
                .containsOnly(.98);
        assertThat(probe.values(probe.bias)).usingComparatorWithPrecision(1e-12).containsOnly(.99);
        assertThat(probe.values(probe.norm)).usingComparatorWithPrecision(1e-12).containsOnly(.99);
    }

    @Test
    void groupsHaveTheirOwnHypers() {
        Probe probe = probe(DType.FLOAT64);
        Optimizer optimizer = optimizer(probe, new Sgd());
        optimizer.hypers(0, optimizer.hypers(0).withLearningRate(.01));
        probe.gradient(1);
        optimizer.step();
        assertThat(probe.values(probe.weight))
                .usingComparatorWithPrecision(1e-12)
                .containsOnly(.99);
        assertThat(probe.values(probe.second))
                .usingComparatorWithPrecision(1e-12)
                .containsOnly(.9);
        assertThat(optimizer.learningRate()).isEqualTo(.1);
    }

    @Test
    void frozenParametersAreUntouchedByStepDecayAndMoments() {
        Probe probe = probe(DType.FLOAT32);
        Optimizer optimizer = optimizer(probe, new Adam());
        probe.gradient(.1);
        optimizer.step();
        optimizer.clearGradients();
        double[] after = probe.values(probe.second);
        probe.second.trainable(false);
        for (int i = 0; i < 3; i++) {
            probe.gradient(.1);
            optimizer.step();
            optimizer.clearGradients();
        }
        assertThat(probe.values(probe.second)).isEqualTo(after);
        assertThat(optimizer.state().get("second.step").toLongArray()).containsExactly(1);
        assertThat(optimizer.state().get("weight.step").toLongArray()).containsExactly(4);
        probe.second.trainable(true);
        probe.gradient(.1);
        optimizer.step();
        assertThat(probe.values(probe.second)).isNotEqualTo(after);
        assertThat(optimizer.state().get("second.step").toLongArray()).containsExactly(2);
    }

    @Test
    void freezingBetweenBackwardAndStepHolds() {
        Probe probe = probe(DType.FLOAT32);
        Optimizer optimizer = optimizer(probe, new Adam());
        probe.gradient(.1);
        probe.second.trainable(false);
        assertThat(optimizer.gradientNorm()).isCloseTo(.1 * Math.sqrt(6), within(1e-6));
        optimizer.step();
        assertThat(probe.values(probe.second)).containsOnly(1);
        assertThat(probe.values(probe.bias)).doesNotContain(1);
    }

    @Test
    void withoutGradientsNothingMoves() {
        Probe probe = probe(DType.FLOAT32);
        Optimizer optimizer = optimizer(probe, new Adam());
        optimizer.step();
        assertThat(probe.values(probe.weight)).containsOnly(1);
        probe.gradient(.1);
        optimizer.clearGradients();
        optimizer.step();
        assertThat(probe.values(probe.weight)).containsOnly(1);
        assertThat(optimizer.gradientNorm()).isZero();
    }

    @Test
    void gradientsAddUpUntilCleared() {
        Probe probe = probe(DType.FLOAT64);
        Optimizer optimizer = optimizer(probe, new Sgd());
        probe.gradient(.1);
        probe.gradient(.2);
        assertThat(optimizer.gradientNorm()).isCloseTo(.3 * Math.sqrt(10), within(1e-12));
        optimizer.step();
        assertThat(probe.values(probe.weight))
                .usingComparatorWithPrecision(1e-12)
                .containsOnly(.97);
    }

    @Test
    void stateRoundTrips() {
        Probe probe = probe(DType.FLOAT32);
        Optimizer optimizer = optimizer(probe, new Adam());
        probe.gradient(.1);
        optimizer.step();
        optimizer.clearGradients();
        Map<String, Tensor> state = optimizer.state();
        assertThat(state.keySet())
                .containsExactlyInAnyOrder(
                        "weight.mean",
                        "weight.squared",
                        "weight.step",
                        "second.mean",
                        "second.squared",
                        "second.step",
                        "bias.mean",
                        "bias.squared",
                        "bias.step",
                        "norm.mean",
                        "norm.squared",
                        "norm.step");
        double[] weight = probe.values(probe.weight);
        probe.gradient(-.2);
        optimizer.step();
        optimizer.clearGradients();
        double[] expected = probe.values(probe.weight);

        optimizer.clearState();
        assertThat(optimizer.state().get("weight.mean").toFloatArray()).containsOnly(0);
        assertThat(optimizer.state().get("weight.step").toLongArray()).containsExactly(0);
        probe.weight.assign(new float[] {(float) weight[0], (float) weight[1], (float) weight[2]});
        optimizer.load(state);
        probe.gradient(-.2);
        optimizer.step();
        assertThat(probe.values(probe.weight)).isEqualTo(expected);
    }

    @Test
    void foreignStateIsRefusedAndChangesNothing() {
        Probe probe = probe(DType.FLOAT32);
        Optimizer optimizer = optimizer(probe, new Adam());
        probe.gradient(.1);
        optimizer.step();
        float[] mean = optimizer.state().get("weight.mean").toFloatArray();
        Map<String, Tensor> state = new LinkedHashMap<>();
        optimizer
                .state()
                .forEach((name, value) -> state.put(
                        name,
                        value.dtype() == DType.INT64
                                ? value
                                : Tensor.zeros(value.shape().dims())));

        Map<String, Tensor> lacking = new LinkedHashMap<>(state);
        lacking.remove("norm.squared");
        refused(
                optimizer,
                lacking,
                "optimizer state: expected an entry norm.squared but received none among 11."
                        + " The state belongs to another model or another optimizer.");
        Map<String, Tensor> misshapen = new LinkedHashMap<>(state);
        misshapen.put("norm.squared", Tensor.zeros(2));
        refused(
                optimizer,
                misshapen,
                "optimizer state norm.squared: expected [1] but received [2]."
                        + " The state belongs to another model.");
        Map<String, Tensor> wide = new LinkedHashMap<>(state);
        wide.put("norm.squared", Tensor.full(0, DType.FLOAT64, 1));
        refused(
                optimizer,
                wide,
                "optimizer state norm.squared: expected FLOAT32 but received FLOAT64."
                        + " The state belongs to a model of another precision.");
        Map<String, Tensor> counts = new LinkedHashMap<>(state);
        counts.put("norm.step", Tensor.of(new long[] {1, 2}, 2));
        refused(
                optimizer,
                counts,
                "optimizer state norm.step: expected one number but received [2]."
                        + " The state is damaged, or belongs to something else.");
        refused(
                optimizer(probe(DType.FLOAT32), new Sgd(.9, 0)),
                state,
                "optimizer state: expected an entry weight.momentum but received none among 12."
                        + " The state belongs to another model or another optimizer.");
        assertThat(optimizer.state().get("weight.mean").toFloatArray()).isEqualTo(mean);
    }

    private static void refused(Optimizer optimizer, Map<String, Tensor> state, String message) {
        assertThatThrownBy(() -> optimizer.load(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void parametersKeepTheirValuesWhenTheyMoveIn() {
        Probe probe = probe(DType.FLOAT32);
        probe.second.assign(new float[] {1, 2, 3, 4});
        probe.gradient(.5);
        Optimizer optimizer = optimizer(probe, new Sgd());
        assertThat(probe.values(probe.second)).containsExactly(1, 2, 3, 4);
        assertThat(optimizer.gradientNorm()).isCloseTo(.5 * Math.sqrt(10), within(1e-6));
        assertThat(optimizer.groups())
                .extracting(ParameterGroup::toString)
                .containsExactly("body (1 parameters)", "head (3 parameters)");
    }
}
