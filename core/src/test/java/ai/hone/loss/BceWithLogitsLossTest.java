package ai.hone.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.Scope;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Binary cross-entropy has fastai's value (appendix A10), stays finite, decodes by its threshold, and refuses nonsense. */
final class BceWithLogitsLossTest {
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
    void hasFastaisValue() {
        Tensor logits = Tensor.of(new float[] {0.2f, -1, 3, 0.5f}, 2, 2);
        Loss loss = new BceWithLogitsLoss();
        assertThat(loss.apply(logits, Tensor.of(new float[] {1, 0, 1, 1}, 2, 2)).item())
                .isCloseTo(0.35851622f, within(1e-6f));
        assertThat(loss.apply(logits, Tensor.of(new long[] {1, 0, 1, 1}, 2, 2)).item())
                .isCloseTo(0.35851622f, within(1e-6f));
        assertThat(loss.perItem(logits, Tensor.of(new long[] {1, 0, 1, 1}, 2, 2))
                        .mean()
                        .item())
                .isCloseTo(0.35851622f, within(1e-6f));
    }

    @Test
    void staysFiniteForExtremeOutputs() {
        Tensor logits = Tensor.of(new float[] {100, -100, 100, -100, 0}, 5).requireGradient();
        Tensor targets = Tensor.of(new float[] {1, 0, 0, 1, 1}, 5);
        Tensor losses = new BceWithLogitsLoss().perItem(logits, targets);
        assertThat(losses.toFloatArray()).containsExactly(0, 0, 100, 100, (float) Math.log(2));
        losses.sum().backward();
        assertThat(Objects.requireNonNull(logits.gradient()).toFloatArray())
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(0, 0, 1, -1, -0.5f);
    }

    @Test
    void decodesByItsThreshold() {
        Loss loss = new BceWithLogitsLoss();
        Tensor activated = loss.activation(Tensor.of(new float[] {-1, 0, 1}, 1, 3));
        assertThat(activated.toFloatArray()[2]).isCloseTo(0.7310586f, within(1e-6f));
        assertThat(loss.decode(activated).toFloatArray()).containsExactly(0, 0, 1);
        assertThat(new BceWithLogitsLoss(o -> o.threshold(0.2))
                        .decode(activated)
                        .toFloatArray())
                .containsExactly(1, 1, 1);
        assertThat(loss.integerTargets()).isFalse();
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new BceWithLogitsLoss(o -> o.posWeight(1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bceWithLogits.posWeight: expected finite weights above 0 but received [1.0, 0.0]."
                        + " Noes per yes in the training data balance the two.");
        for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new BceWithLogitsLoss(o -> o.threshold(p)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bceWithLogits.threshold: expected a probability from 0 to 1 but received " + p
                            + ". It is compared with the sigmoid of an output, not with the output.");
        }
        Loss two = new BceWithLogitsLoss(o -> o.posWeight(1, 2));
        assertThatThrownBy(() -> two.apply(Tensor.zeros(2, 3), Tensor.zeros(2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "bceWithLogits.posWeight: expected one weight, or one for each output along axis 1 of [2, 3],"
                                + " but received 2: [1.0, 2.0]. Give them in the vocabulary's order.");
        assertThatThrownBy(() -> two.apply(Tensor.zeros(2), Tensor.zeros(2))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> new BceWithLogitsLoss().apply(Tensor.zeros(2, 3), Tensor.of(new long[] {1, 2}, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("bceWithLogits: expected floating predictions and targets of as many elements")
                .hasMessageContaining("but received FLOAT32 [2, 3] and INT64 [2].");
        assertThat(two).hasToString("BceWithLogitsLoss(threshold 0.5, pos weight [1.0, 2.0])");
    }
}
