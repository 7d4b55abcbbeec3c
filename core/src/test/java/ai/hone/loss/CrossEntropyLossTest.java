package ai.hone.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.Scope;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cross-entropy has fastai's values (appendix A10), stays finite for extreme outputs, and says what does not fit. */
final class CrossEntropyLossTest {
    private final Loss loss = new CrossEntropyLoss();
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void hasFastaisValues() {
        Tensor logits = Tensor.of(new float[] {2, 1, 0.1f, 0.5f, 2.5f, -1}, 2, 3);
        Tensor targets = Tensor.of(new long[] {0, 2}, 2);
        assertThat(loss.perItem(logits, targets).toFloatArray()[0]).isCloseTo(0.41703002f, within(1e-6f));
        assertThat(loss.apply(logits, targets).item()).isCloseTo(2.03510411f, within(1e-6f));
        assertThat(loss.name()).isEqualTo("cross_entropy");
    }

    @Test
    void activatesBySoftmax() {
        float[] p = loss.activation(Tensor.of(new float[] {0, (float) Math.log(3)}, 1, 2))
                .toFloatArray();
        assertThat(p[0]).isCloseTo(0.25f, within(1e-6f));
        assertThat(p[1]).isCloseTo(0.75f, within(1e-6f));
    }

    @Test
    void staysFiniteForExtremeOutputs() {
        Tensor logits = Tensor.of(new float[] {1e4f, -1e4f}, 1, 2);
        assertThat(loss.apply(logits, Tensor.of(new long[] {0}, 1)).item()).isZero();
        assertThat(loss.apply(logits, Tensor.of(new long[] {1}, 1)).item()).isEqualTo(2e4f);
    }

    @Test
    void refusesTargetsThatAreNoClasses() {
        assertThatThrownBy(() -> loss.apply(Tensor.zeros(1, 3), Tensor.of(new long[] {3}, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "crossEntropy: expected targets 0 … 2 for logits [1, 3] but received 3. The model's outputs must equal the number of classes.");
        assertThatThrownBy(() -> loss.apply(Tensor.zeros(2, 3), Tensor.zeros(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith(
                        "crossEntropy: expected logits [N, C] and INT64 targets [N] but received [2, 3] and FLOAT32 [2].");
    }
}
