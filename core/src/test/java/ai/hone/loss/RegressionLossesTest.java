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

/** Losses of numbers: values by hand, targets of another shape or type, and what does not fit. */
final class RegressionLossesTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static final Loss[] ALL = {new MseLoss(), new L1Loss(), new HuberLoss()};

    @Test
    void haveTheirValues() {
        Tensor prediction = Tensor.of(new float[] {1, 2, 3, 7}, 2, 2);
        Tensor target = Tensor.of(new float[] {1, 2.5f, 1, 4}, 2, 2);
        assertThat(new MseLoss().perItem(prediction, target).toFloatArray()).containsExactly(0.125f, 6.5f);
        assertThat(new L1Loss().perItem(prediction, target).toFloatArray()).containsExactly(0.25f, 2.5f);
        assertThat(new HuberLoss().perItem(prediction, target).toFloatArray()).containsExactly(0.0625f, 2f);
        assertThat(new HuberLoss(2).perItem(prediction, target).toFloatArray()).containsExactly(0.0625f, 3f);
        for (Loss loss : ALL) {
            assertThat(loss.apply(prediction, target).item())
                    .isCloseTo(loss.perItem(prediction, target).mean().item(), within(1e-6f));
        }
    }

    @Test
    void huberMeetsItsTwoBranchesWithTheSlopeDelta() {
        Tensor prediction = Tensor.of(new float[] {2, -2, 0}, 3).requireGradient();
        new HuberLoss(2).perItem(prediction, Tensor.zeros(3)).sum().backward();
        assertThat(Objects.requireNonNull(prediction.gradient()).toFloatArray()).containsExactly(2, -2, 0);
    }

    @Test
    void takeTargetsOfAnyTypeAndOfAsManyElements() {
        Tensor column = Tensor.of(new float[] {1, 2, 4}, 3, 1);
        for (Loss loss : ALL) {
            float expected =
                    loss.apply(column, Tensor.of(new float[] {1, 2, 3}, 3, 1)).item();
            assertThat(expected).isPositive();
            assertThat(loss.apply(column, Tensor.of(new long[] {1, 2, 3}, 3)).item())
                    .isEqualTo(expected);
            assertThat(loss.apply(column.reshape(3), Tensor.of(new float[] {1, 2, 3}, 3))
                            .item())
                    .isEqualTo(expected);
            assertThat(loss.perItem(column, Tensor.of(new float[] {1, 2, 3}, 3))
                            .shape()
                            .dims())
                    .containsExactly(3);
        }
    }

    @Test
    void leaveValuesAsTheyAre() {
        Tensor x = Tensor.of(new float[] {1, -2}, 2);
        for (Loss loss : ALL) {
            assertThat(loss.activation(x)).isSameAs(x);
            assertThat(loss.decode(x)).isSameAs(x);
            assertThat(loss.integerTargets()).isFalse();
        }
    }

    @Test
    void refuseTargetsThatDoNotFit() {
        for (Loss loss : ALL) {
            assertThatThrownBy(() -> loss.apply(Tensor.zeros(3, 2), Tensor.zeros(3)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            loss.name()
                                    + ": expected floating predictions and targets of as many elements for each item but received FLOAT32 [3, 2] and FLOAT32 [3]."
                                    + " The model's outputs must equal the numbers of one target: size its last layer accordingly.");
            assertThatThrownBy(() -> loss.apply(Tensor.zeros(3, 2), Tensor.zeros(2, 3)))
                    .isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> loss.apply(Tensor.zeros(), Tensor.zeros())).isInstanceOf(ShapeException.class);
        }
        for (double delta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new HuberLoss(delta))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("huber.delta: expected a finite number above 0 but received " + delta
                            + ". It is the error, in the target's unit, from which on the loss grows linearly.");
        }
    }
}
