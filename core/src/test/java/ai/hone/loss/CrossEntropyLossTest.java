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
                        "crossEntropy: expected logits [N, C, …] and INT64 targets [N, …] but received FLOAT32 [2, 3] and FLOAT32 [2].");
        assertThatThrownBy(() -> loss.apply(Tensor.zeros(2, 3, 4), Tensor.of(new long[2], 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("but received FLOAT32 [2, 3, 4] and INT64 [2].")
                .hasMessageEndingWith("or for each position of a dense output such as a mask's.");
        assertThatThrownBy(() -> loss.perItem(Tensor.zeros(3), Tensor.of(new long[3], 3)))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void weighsClassesAndSmoothsLabelsAsFastai() {
        Tensor logits = Tensor.of(new float[] {2, 1, 0.1f, 0.5f, 2.5f, -1}, 2, 3);
        Tensor targets = Tensor.of(new long[] {0, 2}, 2);
        Loss weighted = new CrossEntropyLoss(o -> o.weights(1, 2, 3));
        assertThat(weighted.apply(logits, targets).item()).isCloseTo(2.84414116f, within(1e-6f));
        assertThat(weighted.perItem(logits, targets).toFloatArray()[0]).isCloseTo(0.41703002f, within(1e-6f));
        Loss smoothed = new CrossEntropyLoss(o -> o.labelSmoothing(0.1));
        assertThat(smoothed.apply(logits.slice(0, 0, 1), targets.slice(0, 0, 1)).item())
                .isCloseTo(0.51369668f, within(1e-6f));
        Loss both = new CrossEntropyLoss(o -> o.weights(1, 2, 3).labelSmoothing(0.1));
        assertThat(both.apply(logits, targets).item()).isCloseTo(2.72823745f, within(1e-6f));
    }

    @Test
    void ignoredTargetsCostNothing() {
        Tensor logits = Tensor.of(new float[] {2, 1, 0.1f, 0.5f, 2.5f, -1}, 2, 3);
        Tensor targets = Tensor.of(new long[] {0, -100}, 2);
        assertThat(loss.apply(logits, targets).item()).isCloseTo(0.41703002f, within(1e-6f));
        assertThat(loss.perItem(logits, targets).toFloatArray()[1]).isZero();
        Loss other = new CrossEntropyLoss(o -> o.ignoreIndex(2));
        assertThat(other.apply(logits, Tensor.of(new long[] {0, 2}, 2)).item()).isCloseTo(0.41703002f, within(1e-6f));
        assertThatThrownBy(() -> other.apply(logits, targets))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("but received -100.");
        Tensor none = Tensor.of(new long[] {-100, -100}, 2);
        assertThat(loss.apply(logits, none).item()).isNaN();
        assertThat(loss.perItem(logits, none).toFloatArray()).containsExactly(0, 0);
    }

    @Test
    void aBatchOfNothingThatCountsHasNoSlope() {
        Loss weighted = new CrossEntropyLoss(o -> o.weights(0, 1, 1));
        for (long target : new long[] {0, -100}) {
            Tensor logits = Tensor.of(new float[] {2, 1, 0.1f}, 1, 3).requireGradient();
            Tensor value = weighted.apply(logits, Tensor.of(new long[] {target}, 1));
            value.backward();
            assertThat(value.item()).isNaN();
            assertThat(Objects.requireNonNull(logits.gradient()).toFloatArray())
                    .usingComparatorWithPrecision(Float.MIN_VALUE)
                    .containsOnly(0f);
        }
    }

    @Test
    void anItemOfADenseTargetCostsTheMeanOfItsCountedPositions() {
        float[] values = {2, 0.5f, 1, 2.5f, 0.1f, -1, 7, 7, 7, 7, 7, 7};
        Tensor logits = Tensor.of(values, 2, 3, 2);
        Tensor targets = Tensor.of(new long[] {0, 2, -100, -100}, 2, 2);
        float[] items = loss.perItem(logits, targets).toFloatArray();
        assertThat(items[0]).isCloseTo(2.03510411f, within(1e-6f));
        assertThat(items[1]).isZero();
        Tensor half = Tensor.of(new long[] {0, -100, 1, 1}, 2, 2);
        assertThat(loss.perItem(logits, half).toFloatArray()[0]).isCloseTo(0.41703002f, within(1e-6f));
        assertThat(loss.decode(loss.activation(logits)).shape().dims()).containsExactly(2, 2);
        assertThat(loss.activation(logits).sum(1).toFloatArray()[3]).isCloseTo(1, within(1e-6f));
    }

    @Test
    void decodesToTheLikeliestClass() {
        Tensor activated = Tensor.of(new float[] {0.1f, 0.7f, 0.2f, 0.4f, 0.4f, 0.2f}, 2, 3);
        assertThat(loss.decode(activated).toLongArray()).containsExactly(1, 0);
        assertThat(loss.integerTargets()).isTrue();
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new CrossEntropyLoss(o -> o.weights(1, -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "crossEntropy.weights: expected finite weights of 0 or more, not all 0, but received [1.0, -1.0]."
                                + " Give each class one, in the vocabulary's order; larger for rare classes.");
        assertThatThrownBy(() -> new CrossEntropyLoss(o -> o.weights(0, 0))).hasMessageContaining("[0.0, 0.0]");
        assertThatThrownBy(() -> new CrossEntropyLoss(o -> o.weights(Double.NaN)))
                .hasMessageContaining("[NaN]");
        for (double share : new double[] {-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> new CrossEntropyLoss(o -> o.labelSmoothing(share)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("crossEntropy.labelSmoothing: expected a share of at least 0 and below 1 but received "
                            + share + ". 0.1 is usual; at 1 the targets would not matter.");
        }
        Loss two = new CrossEntropyLoss(o -> o.weights(1, 2));
        assertThatThrownBy(() -> two.apply(Tensor.zeros(1, 3), Tensor.of(new long[] {0}, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "crossEntropy.weights: expected one weight for each of the 3 classes that the model tells apart but received 2: [1.0, 2.0]."
                                + " Give them in the vocabulary's order.");
    }

    @Test
    void showsWhatIsNotUsual() {
        assertThat(loss).hasToString("CrossEntropyLoss()");
        assertThat(new CrossEntropyLoss(o -> o.weights(1, 2).ignoreIndex(255).labelSmoothing(0.1)))
                .hasToString("CrossEntropyLoss(weights [1.0, 2.0], ignore index 255, label smoothing 0.1)");
    }
}
