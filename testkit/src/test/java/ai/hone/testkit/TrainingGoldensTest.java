package ai.hone.testkit;

import static ai.hone.nn.Layers.adaptiveAveragePool2d;
import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.flatten;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.maxPool2d;
import static ai.hone.nn.Layers.relu;
import static ai.hone.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.optim.Adam;
import ai.hone.optim.LearningRate;
import ai.hone.optim.Optimizer;
import ai.hone.optim.ParameterGroup;
import ai.hone.optim.Schedule;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A small network takes 20 one-cycle Adam steps with discriminative rates in step with PyTorch: parity/train20.py. */
final class TrainingGoldensTest {
    private static final Goldens GOLDENS = Goldens.of(TrainingGoldensTest.class, "train20");
    private static final int STEPS = 20;
    private static final int BATCHES = 4;

    /** Far above the usual 0.01, so that a mistake in it shows. */
    private static final double DECAY = 0.3;

    @Test
    void staysInStepOnTheBackEnd() {
        verify(Scope.currentKernels());
    }

    @Test
    void staysInStepOnReferenceKernels() {
        verify(new ReferenceKernels());
    }

    private static Layer network() {
        return sequential(
                conv2d(3, 8, 3, c -> c.padding(1).bias(false)),
                batchNorm2d(8),
                relu(),
                maxPool2d(2),
                conv2d(8, 16, 3, c -> c.padding(1)),
                batchNorm2d(16),
                relu(),
                adaptiveAveragePool2d(1),
                flatten(),
                linear(16, 5));
    }

    private static void verify(Kernels kernels) {
        try (Scope scope = Scope.open(kernels);
                Layer model = network()) {
            model.initialize(0);
            model.parameters()
                    .forEach((name, p) ->
                            p.assign(GOLDENS.tensor("initial." + name).toFloatArray()));
            model.buffers()
                    .forEach((name, b) ->
                            b.assign(GOLDENS.tensor("initial." + name).toFloatArray()));
            try (Optimizer optimizer = new Optimizer(groups(model), new Adam(0.9, 0.99, 1e-5, DECAY))) {
                assertThat(train(model, optimizer)).satisfies(losses -> {
                    float[] expected = GOLDENS.tensor("losses").toFloatArray();
                    for (int i = 0; i < STEPS; i++) {
                        assertThat(losses.get(i)).as("loss of step %d", i).isCloseTo(expected[i], within(1e-4));
                    }
                });
                for (String name : List.of("0.weight", "1.weight", "5.bias", "5.running_var", "9.weight", "9.bias")) {
                    GOLDENS.assertClose(
                            java.util.Objects.requireNonNull(model.state().get(name)), "final." + name, 1e-4);
                }
                model.train(false);
                GOLDENS.assertClose(model.apply(inputs(0)), "evaluation.logits", 1e-4);
            }
        }
    }

    private static List<ParameterGroup> groups(Layer model) {
        List<Parameter> body = new ArrayList<>();
        List<Parameter> head = new ArrayList<>();
        model.parameters().forEach((name, p) -> (name.startsWith("9.") ? head : body).add(p));
        return List.of(new ParameterGroup("body", body), new ParameterGroup("head", head));
    }

    private static List<Double> train(Layer model, Optimizer optimizer) {
        double[] maxima = LearningRate.slice(2e-2).perGroup(2);
        Schedule fraction = Schedule.oneCycle(1, 25, 1e5, 0.25);
        Schedule momentum = Schedule.cosine(0.95, 0.85).then(0.25, Schedule.cosine(0.85, 0.95));
        float[] rates = GOLDENS.tensor("rates").toFloatArray();
        float[] momenta = GOLDENS.tensor("momenta").toFloatArray();
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            double progress = (double) step / STEPS;
            assertThat(maxima[1] * fraction.at(progress)).isCloseTo(rates[step], within(1e-8));
            assertThat(momentum.at(progress)).isCloseTo(momenta[step], within(1e-6));
            for (int g = 0; g < 2; g++) {
                optimizer.hypers(
                        g,
                        optimizer
                                .hypers(g)
                                .withLearningRate(maxima[g] * fraction.at(progress))
                                .withMomentum(momentum.at(progress)));
            }
            try (Scope batch = Scope.open()) {
                Tensor loss =
                        new CrossEntropyLoss().apply(model.apply(inputs(step % BATCHES)), targets(step % BATCHES));
                loss.backward();
                losses.add(loss.itemDouble());
            }
            optimizer.step();
            optimizer.clearGradients();
        }
        return losses;
    }

    private static Tensor inputs(int batch) {
        Shape shape = GOLDENS.shape("inputs");
        return GOLDENS.tensor("inputs")
                .slice(0, batch, batch + 1)
                .reshape(shape.dim(1), shape.dim(2), shape.dim(3), shape.dim(4));
    }

    private static Tensor targets(int batch) {
        long[] all = GOLDENS.tensor("targets").toLongArray();
        int items = all.length / BATCHES;
        return Tensor.of(java.util.Arrays.copyOfRange(all, batch * items, (batch + 1) * items), items);
    }
}
