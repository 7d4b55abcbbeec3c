package ai.hone.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.io.Safetensors;
import ai.hone.nn.Parameter;
import ai.hone.tensor.DType;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against fastai's numbers (appendix A8), and what all rules have in common. */
final class UpdateRulesTest {
    private static final double[] GRADIENTS = {.1, -.2, .3, .4};

    @TempDir
    Path folder;

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

    private Optimizer optimizer(Probe probe, UpdateRule rule, boolean decayAll) {
        Optimizer optimizer = new Optimizer(
                List.of(
                        new ParameterGroup("body", List.of(probe.weight)),
                        new ParameterGroup("head", List.of(probe.second, probe.bias, probe.norm))),
                rule,
                decayAll);
        opened.add(optimizer);
        for (int g = 0; g < 2; g++) {
            optimizer.hypers(g, optimizer.hypers(g).withLearningRate(.1));
        }
        return optimizer;
    }

    private static void step(Probe probe, Optimizer optimizer, double gradient) {
        probe.gradient(gradient);
        optimizer.step();
        optimizer.clearGradients();
    }

    private static List<Parameter> all(Probe probe) {
        return List.of(probe.weight, probe.second, probe.bias, probe.norm);
    }

    private void verify(DType dtype, UpdateRule rule, double[] gradients, double... expected) {
        double tolerance = dtype == DType.FLOAT64 ? 2e-10 : 5e-7;
        Probe probe = probe(dtype);
        Optimizer optimizer = optimizer(probe, rule, true);
        for (int i = 0; i < expected.length; i++) {
            step(probe, optimizer, gradients[i]);
            for (Parameter p : all(probe)) {
                for (double value : probe.values(p)) {
                    assertThat(value)
                            .as("%s: %s after step %d", rule, p.name(), i + 1)
                            .isCloseTo(expected[i], within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void followFastai(DType dtype) {
        verify(dtype, new Sgd(0, .1, Decay.L2), GRADIENTS, .98, .9902, .950298);
        double[] rms = {.000001, .8953235613, .0918192825};
        double[] momentum = {.000001, .4924284087, -.0459194581};
        verify(dtype, new RmsProp(), GRADIENTS, rms);
        verify(dtype, new RmsProp(.9, .99, 1e-8, 0), GRADIENTS, momentum);
        verify(dtype, new Adam(.9, .99, 1e-5, 0, Decay.L2), GRADIENTS, .900009999, .9365684617, .9023343304);
        verify(dtype, new RAdam(), GRADIENTS, .99, .9957894737, .9883724995);
        double[] tenths = {.1, .1, .1, .1, .1, .1, .1, .1};
        double[] rectified = {.99, .98, .97, .96, .95, .9418328971, .9314643209, .9191922286};
        verify(dtype, new RAdam(), tenths, rectified);
        verify(dtype, new QhAdam(), GRADIENTS, .90000001, .9601074823, .8968395678);
        verify(dtype, new Larc(), GRADIENTS, .9980000002, .9990978001, .9977590091);
        verify(dtype, new Lamb(), GRADIENTS, .9, .99, .891);
        verify(dtype, new Lookahead(new Sgd(), 2, .5), GRADIENTS, .99, 1.005, .975, .97);
    }

    @Test
    void larcLooksAtEachParameterByItself() {
        Probe probe = probe(DType.FLOAT64);
        probe.second.assign(new float[] {2, 4, 6, 8});
        probe.bias.assign(new float[] {0, 0});
        Optimizer optimizer = optimizer(probe, new Larc(), false);
        step(probe, optimizer, 1);
        double rate = .1 * .02 * Math.sqrt(120) / 2;
        assertThat(probe.values(probe.second))
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(2 - rate, 4 - rate, 6 - rate, 8 - rate);
        assertThat(probe.values(probe.norm)).usingComparatorWithPrecision(1e-9).containsExactly(.998);
        assertThat(probe.values(probe.bias)).as("zeros").containsExactly(-.1, -.1);
    }

    static Stream<UpdateRule> decaying() {
        return Stream.of(Decay.values())
                .flatMap(d -> Stream.of(
                        new Sgd(0, .1, d),
                        new Sgd(.9, .1, d),
                        new RmsProp(0, .99, 1e-8, .1, d),
                        new RmsProp(.9, .99, 1e-8, .1, d),
                        new Adam(.9, .99, 1e-5, .1, d),
                        new RAdam(.9, .99, 1e-5, .1, 0, d),
                        new RAdam(.9, .99, 1e-5, .1, 50, d),
                        new QhAdam(.9, .99, .7, .9, 1e-8, .1, d),
                        new Larc(.9, true, .02, 1e-8, .1, d),
                        new Larc(0, false, .02, 1e-8, .1, d),
                        new Lamb(.9, .99, 1e-5, .1, d),
                        new Lookahead(new Adam(.9, .99, 1e-5, .1, d), 3, .5),
                        new Lookahead(new Larc(.9, true, .02, 1e-8, .1, d), 3, .5)));
    }

    /** Two steps, because all first steps of some rules are equally long. */
    private double[][] afterTwoSteps(UpdateRule rule, boolean decayAll, double weightDecay) {
        Probe probe = probe(DType.FLOAT64);
        Optimizer optimizer = optimizer(probe, rule, decayAll);
        for (int g = 0; g < 2; g++) {
            optimizer.hypers(g, optimizer.hypers(g).withWeightDecay(weightDecay));
        }
        step(probe, optimizer, .1);
        step(probe, optimizer, -.2);
        return all(probe).stream().map(probe::values).toArray(double[][]::new);
    }

    @ParameterizedTest
    @MethodSource("decaying")
    void decayLeavesBiasesAndNormsAloneUnlessToldOtherwise(UpdateRule rule) {
        assertThat(rule.defaults().weightDecay()).isEqualTo(.1);
        double[][] none = afterTwoSteps(rule, false, 0);
        double[][] some = afterTwoSteps(rule, false, .1);
        double[][] all = afterTwoSteps(rule, true, .1);
        for (int p = 0; p < 4; p++) {
            boolean weight = p < 2;
            assertThat(some[p]).isEqualTo(weight ? all[p] : none[p]);
            assertThat(all[p]).isNotEqualTo(none[p]);
        }
    }

    static Stream<UpdateRule> rules() {
        return Stream.concat(
                decaying(),
                Stream.of(
                        new Sgd(),
                        new Adam(),
                        new RmsProp(),
                        new RAdam(),
                        new QhAdam(),
                        new Larc(),
                        new Lamb(),
                        Lookahead.ranger()));
    }

    private static void randomStep(Probe probe, Optimizer optimizer, SplittableRandom random) {
        for (Parameter p : all(probe)) {
            p.trainable(random.nextInt(4) > 0);
        }
        step(probe, optimizer, random.nextGaussian());
        all(probe).forEach(p -> p.trainable(true));
    }

    /** Frozen now and then, so that the parameters' counts differ. */
    @ParameterizedTest
    @MethodSource("rules")
    void fiveStepsSavedAndFiveMoreAreTenSteps(UpdateRule rule) {
        Probe through = probe(DType.FLOAT32);
        Optimizer whole = optimizer(through, rule, false);
        Probe first = probe(DType.FLOAT32);
        Optimizer half = optimizer(first, rule, false);
        SplittableRandom random = new SplittableRandom(3);
        SplittableRandom again = new SplittableRandom(3);
        for (int i = 0; i < 5; i++) {
            randomStep(through, whole, random);
            randomStep(first, half, again);
        }
        Path file = Safetensors.write(folder.resolve("state.safetensors"), half.state(), Map.of());

        Probe second = probe(DType.FLOAT32);
        for (int p = 0; p < 4; p++) {
            all(second).get(p).assign(all(first).get(p).value().toFloatArray());
        }
        Optimizer rest = optimizer(second, rule, false);
        rest.load(read(file));
        for (int i = 0; i < 5; i++) {
            randomStep(through, whole, random);
            randomStep(second, rest, again);
        }
        for (int p = 0; p < 4; p++) {
            assertThat(second.values(all(second).get(p)))
                    .isEqualTo(through.values(all(through).get(p)));
        }
        assertThat(rest.state().keySet()).isEqualTo(whole.state().keySet());
        whole.state()
                .forEach((name, value) -> assertThat(rest.state().get(name).toDoubleArray())
                        .as(name)
                        .isEqualTo(value.toDoubleArray()));
    }

    private static Map<String, Tensor> read(Path path) {
        Safetensors file = Safetensors.read(path);
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (String name : file.names()) {
            long[] dims = file.shape(name).dims();
            state.put(
                    name,
                    name.endsWith(".step") ? Tensor.of(file.longs(name), dims) : Tensor.of(file.floats(name), dims));
        }
        return state;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aClearedStateBeginsAnew(UpdateRule rule) {
        Probe probe = probe(DType.FLOAT32);
        Optimizer optimizer = optimizer(probe, rule, false);
        step(probe, optimizer, .1);
        step(probe, optimizer, -.3);
        optimizer.clearState();
        Probe fresh = probe(DType.FLOAT32);
        for (int p = 0; p < 4; p++) {
            all(fresh).get(p).assign(all(probe).get(p).value().toFloatArray());
        }
        Optimizer other = optimizer(fresh, rule, false);
        for (double gradient : GRADIENTS) {
            step(probe, optimizer, gradient);
            step(fresh, other, gradient);
        }
        for (int p = 0; p < 4; p++) {
            assertThat(probe.values(all(probe).get(p)))
                    .isEqualTo(fresh.values(all(fresh).get(p)));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void frozenParametersStay(UpdateRule rule) {
        Probe probe = probe(DType.FLOAT32);
        Optimizer optimizer = optimizer(probe, rule, true);
        probe.second.trainable(false);
        step(probe, optimizer, .1);
        assertThat(probe.values(probe.second)).containsOnly(1);
        assertThat(probe.values(probe.weight)).doesNotContain(1);
        assertThat(probe.values(probe.bias)).doesNotContain(1);
    }
}
