package ai.hone.testkit;

import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.optim.Adam;
import ai.hone.optim.Decay;
import ai.hone.optim.Lamb;
import ai.hone.optim.Larc;
import ai.hone.optim.Lookahead;
import ai.hone.optim.Optimizer;
import ai.hone.optim.ParameterGroup;
import ai.hone.optim.QhAdam;
import ai.hone.optim.RAdam;
import ai.hone.optim.RmsProp;
import ai.hone.optim.Sgd;
import ai.hone.optim.UpdateRule;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimiser takes 50 steps as PyTorch does, or as its paper says: parity/optimizers.py. */
final class OptimizerGoldensTest {
    private static final Goldens GOLDENS = Goldens.of(OptimizerGoldensTest.class, "optimizers");
    private static final List<String> NAMES = List.of("conv", "weight", "bias");
    private static final int STEPS = 50;
    private static final int EARLY = 7;

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("sgd", new Sgd(), .05),
                Arguments.of("sgdMomentum", new Sgd(.9, 0), .05),
                Arguments.of("sgdL2", new Sgd(.9, .1, Decay.L2), .05),
                Arguments.of("sgdDecay", new Sgd(.9, .1), .05),
                Arguments.of("rmsProp", new RmsProp(), .01),
                Arguments.of("rmsPropL2", new RmsProp(0, .99, 1e-8, .1, Decay.L2), .01),
                Arguments.of("rmsPropMomentum", new RmsProp(.9, .99, 1e-8, .1), .003),
                Arguments.of("adam", new Adam(.9, .99, 1e-5, .1), .02),
                Arguments.of("adamL2", new Adam(.9, .99, 1e-5, .1, Decay.L2), .02),
                Arguments.of("radam", new RAdam(.9, .99, 1e-15, 0), .02),
                Arguments.of("radamDecay", new RAdam(.9, .99, 1e-5, .1), .02),
                Arguments.of("radamSmooth", new RAdam(.9, .99, 1e-5, .1, 10, Decay.L2), .02),
                Arguments.of("qhAdam", new QhAdam(), .02),
                Arguments.of("qhAdamDecay", new QhAdam(.95, .98, .8, .7, 1e-6, .1, Decay.DECOUPLED), .02),
                Arguments.of("qhAdamL2", new QhAdam(.95, .98, .8, .7, 1e-6, .1, Decay.L2), .02),
                Arguments.of("larc", new Larc(.9, true, .5, 1e-8, .1, Decay.DECOUPLED), .05),
                Arguments.of("larcL2", new Larc(.9, true, .5, 1e-8, .1, Decay.L2), .05),
                Arguments.of("lars", new Larc(0, false, .02, 1e-8, 0, Decay.DECOUPLED), 1.0),
                Arguments.of("lamb", new Lamb(.9, .99, 1e-5, .1), .02),
                Arguments.of("lambL2", new Lamb(.9, .99, 1e-5, .1, Decay.L2), .02),
                Arguments.of("lookahead", new Lookahead(new Sgd(.9, 0)), .05),
                Arguments.of("lookaheadLamb", new Lookahead(new Lamb(.9, .99, 1e-5, .1), 4, .8), .02),
                Arguments.of("ranger", Lookahead.ranger(), .02));
    }

    /** Its output is Σ p·c + p²/4 over its parameters p, with c one row of the slopes. */
    private static final class Bowl extends Layer {
        private final List<Parameter> parameters = new ArrayList<>();
        private int step;

        Bowl() {
            for (String name : NAMES) {
                float[] initial = floats("initial." + name);
                parameters.add(parameter(name, GOLDENS.shape("initial." + name), (shape, random) -> initial));
            }
        }

        @Override
        protected Tensor forward(Tensor x) {
            Tensor sum = x;
            for (Parameter p : parameters) {
                Tensor value = p.value();
                Tensor slopes = GOLDENS.tensor("slopes." + p.name()).to(value.dtype());
                Tensor row = slopes.slice(0, step, step + 1).reshape(p.shape().dims());
                sum = sum.add(value.mul(row).sum()).add(value.mul(value).sum().mul(0.25));
            }
            return sum;
        }
    }

    private static float[] floats(String array) {
        try (Scope scope = Scope.open()) {
            return GOLDENS.tensor(array).toFloatArray();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void staysInStepInFloat64(String name, UpdateRule rule, double rate) {
        verify(Scope.currentKernels(), DType.FLOAT64, name, rule, rate, 2e-7);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void staysInStepInFloat32(String name, UpdateRule rule, double rate) {
        verify(Scope.currentKernels(), DType.FLOAT32, name, rule, rate, 2e-5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void staysInStepOnReferenceKernels(String name, UpdateRule rule, double rate) {
        verify(new ReferenceKernels(), DType.FLOAT64, name, rule, rate, 2e-7);
    }

    private static void verify(
            Kernels kernels, DType dtype, String name, UpdateRule rule, double rate, double tolerance) {
        try (Scope scope = Scope.open(kernels);
                Bowl bowl = new Bowl()) {
            bowl.initialize(0, dtype);
            ParameterGroup all = new ParameterGroup("all", bowl.parameters);
            try (Optimizer optimizer = new Optimizer(List.of(all), rule, true)) {
                optimizer.hypers(0, optimizer.hypers(0).withLearningRate(rate));
                for (int step = 1; step <= STEPS; step++) {
                    step(bowl, optimizer, dtype);
                    if (step == EARLY || step == STEPS) {
                        for (Parameter p : bowl.parameters) {
                            GOLDENS.assertClose(p.value(), name + "." + step + "." + p.name(), tolerance);
                        }
                    }
                }
            }
        }
    }

    private static void step(Bowl bowl, Optimizer optimizer, DType dtype) {
        try (Scope scope = Scope.open()) {
            bowl.apply(Tensor.full(0, dtype)).backward();
        }
        optimizer.step();
        optimizer.clearGradients();
        bowl.step++;
    }
}
