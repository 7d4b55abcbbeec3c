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

/** Focal loss has fastai's values (appendix A10), finite slopes where the loss is 0, and refuses nonsense. */
final class FocalLossTest {
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
        assertThat(new FocalLoss().perItem(logits, targets).toFloatArray()[0]).isCloseTo(0.04849234f, within(1e-6f));
        Loss weighted = new FocalLoss(o -> o.weights(1, 2, 3));
        assertThat(weighted.apply(logits, targets).item()).isCloseTo(5.50382288f, within(1e-5f));
    }

    @Test
    void slopesAreFiniteWhereTheLossIsZero() {
        for (double gamma : new double[] {0, 0.5, 1, 2}) {
            Tensor logits = Tensor.of(new float[] {100, -100}, 1, 2).requireGradient();
            Tensor loss = new FocalLoss(o -> o.gamma(gamma)).apply(logits, Tensor.of(new long[] {0}, 1));
            loss.backward();
            assertThat(loss.item()).isZero();
            assertThat(Objects.requireNonNull(logits.gradient()).toFloatArray()).containsOnly(0f);
        }
    }

    @Test
    void knowsItsActivationAndDecoding() {
        Loss loss = new FocalLoss();
        Tensor activated = loss.activation(Tensor.of(new float[] {0, (float) Math.log(3)}, 1, 2));
        assertThat(activated.toFloatArray()[1]).isCloseTo(0.75f, within(1e-6f));
        assertThat(loss.decode(activated).toLongArray()).containsExactly(1);
        assertThat(loss.integerTargets()).isTrue();
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new FocalLoss(o -> o.gamma(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("focal.gamma: expected a finite exponent of 0 or more but received -1.0."
                        + " 2 is usual; 0 is cross-entropy.");
        assertThatThrownBy(() -> new FocalLoss(o -> o.gamma(Double.POSITIVE_INFINITY)))
                .hasMessageContaining("received Infinity");
        assertThatThrownBy(() -> new FocalLoss(o -> o.weights(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("focal.weights: expected finite weights of 0 or more");
        assertThatThrownBy(() -> new FocalLoss().apply(Tensor.zeros(2, 3), Tensor.zeros(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("focal: expected logits [N, C, …] and INT64 targets [N, …]");
        assertThat(new FocalLoss(o -> o.weights(1, 2))).hasToString("FocalLoss(gamma 2.0, weights [1.0, 2.0])");
    }
}
