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

/** Dice loss is 0 for a perfect mask, 1 for each class that is missed, and refuses nonsense. */
final class DiceLossTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static final float[] SURE = {100, -100, 100, -100, -100, 100, -100, 100};

    @Test
    void aPerfectMaskCostsNothingAndAMissedOneOneEachClass() {
        Tensor logits = Tensor.of(SURE, 1, 2, 4);
        Tensor right = Tensor.of(new long[] {0, 1, 0, 1}, 1, 4);
        Tensor wrong = Tensor.of(new long[] {1, 0, 1, 0}, 1, 4);
        Loss loss = new DiceLoss();
        assertThat(loss.apply(logits, right).item()).isCloseTo(0, within(1e-6f));
        assertThat(loss.apply(logits, wrong).item()).isCloseTo(2, within(1e-5f));
        Loss mean = new DiceLoss(o -> o.reduction(DiceLoss.Reduction.MEAN));
        assertThat(mean.apply(logits, wrong).item()).isCloseTo(1, within(1e-5f));
        assertThat(loss.decode(loss.activation(logits)).toLongArray()).containsExactly(0, 1, 0, 1);
        assertThat(loss.integerTargets()).isTrue();
    }

    @Test
    void sumsOverItemsUnlessTold() {
        Tensor logits = Tensor.zeros(3, 2, 4);
        Tensor target = Tensor.of(new long[12], 3, 4);
        // I = 2, U = 2 + 4 for the class that is everywhere, 1 for the other
        double one = 1 - 4.0 / 6;
        assertThat(new DiceLoss().apply(logits, target).itemDouble()).isCloseTo(3 * (one + 1), within(1e-5));
        assertThat(new DiceLoss().perItem(logits, target).toDoubleArray()[2]).isCloseTo(one + 1, within(1e-5));
        Loss mean = new DiceLoss(o -> o.reduction(DiceLoss.Reduction.MEAN));
        assertThat(mean.apply(logits, target).itemDouble()).isCloseTo((one + 1) / 2, within(1e-5));
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new DiceLoss(o -> o.smooth(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dice.smooth: expected a finite number above 0 but received 0.0."
                        + " It keeps classes that occur nowhere from dividing 0 by 0; 1e-6 is usual.");
        assertThatThrownBy(() -> new DiceLoss().apply(Tensor.zeros(1, 2, 2), Tensor.of(new long[] {0, 255}, 1, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "dice: expected targets 0 … 1 for 2 classes but received 255. The model's outputs must equal"
                                + " the number of classes; give unlabelled positions a class of their own.");
        assertThatThrownBy(() -> new DiceLoss().apply(Tensor.zeros(1, 2, 2), Tensor.of(new long[] {0}, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("dice: expected logits [N, C, …] and INT64 targets [N, …]");
        assertThat(new DiceLoss(o -> o.squareInUnion(true)))
                .hasToString("DiceLoss(smooth 1.0E-6, squares in the union, sum)");
    }
}
