package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import ai.hone.testkit.Goldens;
import ai.hone.testkit.LeakExtension;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Residual networks give torchvision's outputs, loss and gradients on equal weights: parity/resnet.py. */
@ExtendWith(LeakExtension.class)
final class ResnetParityTest {
    @Test
    void resnet18EvaluatesAsTorchvision() {
        assertThat(evaluationError("resnet18", Resnet.RESNET18)).isLessThan(1e-4);
    }

    @Test
    void resnet50EvaluatesAsTorchvision() {
        assertThat(evaluationError("resnet50", Resnet.RESNET50)).isLessThan(1e-4);
    }

    private static double evaluationError(String golden, Architecture architecture) {
        Goldens goldens = Goldens.of(ResnetParityTest.class, golden);
        try (Scope scope = Scope.inference();
                Layer network = architecture.create(3, 10)) {
            network.initialize(0).train(false);
            ParityNumbers.fill(network);
            return error(network.apply(goldens.tensor("input")), goldens.tensor("evaluation.logits"));
        }
    }

    @Test
    void resnet18TrainsAsTorchvision() {
        Goldens goldens = Goldens.of(ResnetParityTest.class, "resnet18");
        try (Scope scope = Scope.open();
                Layer network = Resnet.RESNET18.create(3, 10)) {
            network.initialize(0);
            ParityNumbers.fill(network);
            Tensor logits = network.apply(goldens.tensor("input"));
            Tensor loss = new CrossEntropyLoss().apply(logits, goldens.tensor("target"));
            loss.backward();

            assertThat(error(logits, goldens.tensor("logits"))).as("logits").isLessThan(1e-4);
            assertThat(loss.item()).isCloseTo(goldens.tensor("loss").item(), within(1e-5f));
            gradients(goldens, network.parameters());
            network.buffers().forEach((name, b) -> {
                if (goldens.names().contains("after." + name)) {
                    assertThat(error(b.value(), goldens.tensor("after." + name)))
                            .as(name)
                            .isLessThan(1e-4);
                }
            });
        }
    }

    private static void gradients(Goldens goldens, Map<String, Parameter> parameters) {
        assertThat(goldens.names().stream().filter(n -> n.startsWith("summary.")))
                .containsExactlyElementsOf(
                        parameters.keySet().stream().map(n -> "summary." + n).toList());
        parameters.forEach((name, p) -> {
            Tensor gradient = Objects.requireNonNull(p.gradient(), name);
            double[] summary = goldens.tensor("summary." + name).toDoubleArray();
            float[] direction = ParityNumbers.of(
                    "direction." + name, Math.toIntExact(p.shape().size()), 1, 0);
            Tensor along = gradient.mul(Tensor.of(direction, p.shape().dims())).sum();
            assertThat(gradient.square().sum().sqrt().itemDouble())
                    .as("norm of %s", name)
                    .isCloseTo(summary[0], within(1e-3 * summary[0]));
            // An error of 1e-3 of the gradient's length, in a random direction, moves its product with a direction in
            // [-1, 1) by about 0.6e-3 lengths.
            assertThat(along.itemDouble()).as("direction of %s", name).isCloseTo(summary[1], within(1e-3 * summary[0]));
            if (goldens.names().contains("gradient." + name)) {
                assertThat(error(gradient, goldens.tensor("gradient." + name)))
                        .as(name)
                        .isLessThan(1e-3);
            }
        });
    }

    /** ‖actual − expected‖/‖expected‖. */
    private static double error(Tensor actual, Tensor expected) {
        double[] a = actual.toDoubleArray();
        double[] e = expected.toDoubleArray();
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - e[i]) * (a[i] - e[i]);
            length += e[i] * e[i];
        }
        return Math.sqrt(difference / length);
    }
}
