package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.testkit.LayerContract;
import ai.hone.testkit.LeakExtension;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The head is fastai's: sizes of appendix A12, order and first values. */
@ExtendWith(LeakExtension.class)
final class HeadTest {
    @ParameterizedTest
    @CsvSource({"512,37,546304", "512,2,528384", "2048,10,2111488"})
    void hasFastaisParameterCount(int features, int outputs, long expected) {
        assertThat(Head.create(features, outputs).parameters().values().stream()
                        .mapToLong(p -> p.shape().size())
                        .sum())
                .isEqualTo(expected);
    }

    @Test
    void hasFastaisOrder() {
        assertThat(Head.create(512, 37).layers())
                .extracting(Layer::toString)
                .containsExactly(
                        "AdaptiveConcatPool2d(1×1)",
                        "Flatten()",
                        "BatchNorm1d(1024)",
                        "Dropout(0.25)",
                        "Linear(1024, 512, no bias)",
                        "Relu()",
                        "BatchNorm1d(512)",
                        "Dropout(0.5)",
                        "Linear(512, 37, no bias)");
        assertThat(Head.create(8, 2, o -> o.linearFeatures().dropout(0.2).concatPool(false))
                        .layers())
                .extracting(Layer::toString)
                .containsExactly(
                        "AdaptiveAveragePool2d(1×1)",
                        "Flatten()",
                        "BatchNorm1d(8)",
                        "Dropout(0.2)",
                        "Linear(8, 2, no bias)");
    }

    @Test
    void startsAsFastais() {
        try (Scope scope = Scope.open();
                Layer head = Head.create(512, 37)) {
            head.initialize(1);
            assertThat(values(head, "2.weight")).containsOnly(1);
            assertThat(values(head, "2.bias")).containsOnly(1e-3f);
            double squares = 0;
            for (float w : values(head, "4.weight")) {
                squares += w * w;
            }
            assertThat(Math.sqrt(squares / (512 * 1024)))
                    .isBetween(0.99 * Math.sqrt(2.0 / 1024), 1.01 * Math.sqrt(2.0 / 1024));
        }
    }

    private static float[] values(Layer layer, String name) {
        Parameter p = Objects.requireNonNull(layer.parameters().get(name));
        return p.value().toFloatArray();
    }

    @Test
    void keepsTheContract() {
        LayerContract.verify(
                () -> Head.create(4, 3, o -> o.linearFeatures(6)),
                Shape.of(4, 4, 3, 2),
                o -> o.output(Shape.of(4, 3)).trainingDiffers());
    }

    @Test
    void refusesNoOutputs() {
        assertThatThrownBy(() -> Head.create(512, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("head.outputs: expected 1 or more but received 0");
    }
}
