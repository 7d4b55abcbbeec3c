package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tape: gradients gather where they should, and nothing is recorded elsewhere. */
final class AutogradTest {
    private long before;
    private Scope scope;

    @BeforeEach
    void open() {
        before = Scope.currentKernels().liveBytes();
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertThat(Scope.currentKernels().liveBytes()).as("live bytes").isEqualTo(before);
    }

    private static Tensor leaf(float... values) {
        return Tensor.of(values, values.length).requireGradient();
    }

    private static float[] gradient(Tensor x) {
        return java.util.Objects.requireNonNull(x.gradient()).toFloatArray();
    }

    @Test
    void aTensorUsedTwiceGetsBothGradients() {
        Tensor x = leaf(1, 2, 3);
        x.mul(x).add(x).sum().backward();
        assertThat(gradient(x)).containsExactly(3, 5, 7);
    }

    @Test
    void aSumWithItselfCountsTwice() {
        Tensor x = leaf(1, 2);
        x.add(x).sum().backward();
        assertThat(gradient(x)).containsExactly(2, 2);
    }

    @Test
    void aDiamondIsWalkedOnce() {
        Tensor x = leaf(2);
        Tensor middle = x.mul(x);
        Tensor left = middle.mul(3);
        Tensor right = middle.mul(middle);
        // 3x² + x⁴ → 6x + 4x³
        left.add(right).sum().backward();
        assertThat(gradient(x)).containsExactly(12 + 32);
    }

    @Test
    void aDeepChainDoublesWithoutBlowingUp() {
        Tensor x = leaf(1);
        Tensor y = x;
        for (int i = 0; i < 20; i++) {
            y = y.add(y);
        }
        y.sum().backward();
        assertThat(gradient(x)).containsExactly(1 << 20);
    }

    @Test
    void broadcastGradientsAreSummed() {
        Tensor row = leaf(1, 2);
        Tensor.ones(3, 2).mul(row).sum().backward();
        assertThat(gradient(row)).containsExactly(3, 3);
    }

    @Test
    void frozenBranchesRecordNothing() {
        Tensor frozen = Tensor.of(new float[] {1, 2}, 2);
        assertThat(frozen.mul(frozen).add(1).requiresGradient()).isFalse();
        Tensor x = leaf(3, 4);
        Tensor y = frozen.mul(frozen).mul(x);
        assertThat(y.requiresGradient()).isTrue();
        y.sum().backward();
        assertThat(gradient(x)).containsExactly(1, 4);
        assertThat(frozen.gradient()).isNull();
    }

    @Test
    void detachCutsTheTape() {
        Tensor x = leaf(3);
        x.mul(x.detach()).sum().backward();
        assertThat(gradient(x)).containsExactly(3);
        assertThat(x.mul(2).copy().requiresGradient()).isFalse();
        assertThat(x.gradient().requiresGradient()).isFalse();
    }

    @Test
    void gradientsGatherOverSeveralCalls() {
        Tensor x = leaf(3);
        Tensor y = x.mul(2).sum();
        y.backward();
        y.backward();
        assertThat(gradient(x)).containsExactly(4);
    }

    @Test
    void inferenceRecordsNothing() {
        Tensor x = leaf(3);
        try (Scope inner = Scope.inference()) {
            Tensor y = x.mul(2).sum();
            assertThat(y.requiresGradient()).isFalse();
            assertThatThrownBy(y::backward)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "backward: expected a result that depends on something trainable but received sum []")
                    .hasMessageEndingWith(
                            "Unfreeze a parameter, call requireGradient() on an input, or leave the inference scope.");
        }
    }

    @Test
    void onlyOneElementCanBePropagated() {
        Tensor y = leaf(1, 2).mul(2);
        assertThatThrownBy(y::backward)
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "backward: expected a loss of one element but received [2]. Reduce it with mean() or sum().");
        assertThatThrownBy(() -> Tensor.of(new long[] {1}, 1).requireGradient())
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "requireGradient: expected a floating type but received INT64. Convert with to(DType.FLOAT32).");
    }

    @Test
    void aGradientOutlivesItsLeafIfAnotherScopeAdoptsIt() {
        Tensor gradient;
        Tensor left;
        try (Scope inner = Scope.open()) {
            Tensor x = leaf(1, 2);
            Tensor y = leaf(3, 4);
            x.mul(y).sum().backward();
            gradient = scope.adopt(x.gradient());
            left = y.gradient();
        }
        assertThat(gradient.toFloatArray()).containsExactly(3, 4);
        assertThatThrownBy(left::toFloatArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("gradient [2] FLOAT32: expected a live tensor");
    }

    @Test
    void backwardLeavesOnlyGradientsBehind() {
        Tensor x = leaf(1, 2, 3);
        Tensor y = x.mul(x).sum();
        long held = Scope.currentKernels().liveBytes();
        y.backward();
        long after = Scope.currentKernels().liveBytes();
        assertThat(after).isGreaterThan(held);
        y.backward();
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(after);
    }
}
