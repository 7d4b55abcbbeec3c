package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The check passes right derivatives and names what is wrong with others. */
final class GradientCheckTest {
    private final Scope scope = Scope.open(new ReferenceKernels());
    private final Tensor a = Tensor.of(new double[] {1, 2, 3, -4}, 2, 2);
    private final Tensor b = Tensor.of(new double[] {0.5, -1}, 2);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void passesRightDerivatives() {
        assertThatCode(() ->
                        GradientCheck.check(x -> x.get(0).mul(x.get(1)).tanh().mul(x.get(0)), a, b))
                .doesNotThrowAnyException();
        assertThatCode(() -> GradientCheck.check(x -> x.get(0).sum(), List.of(a, b), o -> o.elements(1)))
                .doesNotThrowAnyException();
    }

    /** x², with a derivative of x. */
    private static Tensor wrong(Tensor x) {
        return Autograd.record(
                "wrong",
                x.kernels().binary(Kernels.Binary.MULTIPLY, x.storage(), x.storage()),
                x,
                (g, y) -> g.mul(x.detach()));
    }

    @Test
    void namesInputElementAndValues() {
        assertThatThrownBy(() -> GradientCheck.check(
                        x -> x.get(0).sum().add(wrong(x.get(1)).slice(0, 1, 2)), a, b))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "gradient by input 1 \\[2\\] at element 1: expected -2\\.\\d+ \\(numeric\\) but received -1\\.\\d+ \\(analytic\\)\\."
                                + " 1 of 2 elements differ; correct the derivative, or move the input away from a kink\\.");
    }

    @Test
    void seesMissingGradients() {
        assertThatThrownBy(() -> GradientCheck.check(x -> x.get(0).detach().add(x.get(1)), a, b))
                .hasMessageContaining("gradient by input 0 [2, 2] at element 0: expected ")
                .hasMessageContaining("but received 0.00000000 (analytic)");
    }

    @Test
    void refusesChance() {
        SplittableRandom random = new SplittableRandom(1);
        assertThatThrownBy(() -> GradientCheck.check(x -> x.get(0).mul(random.nextDouble()), a))
                .hasMessageContaining("expected the same result twice")
                .hasMessageContaining("fresh random generator");
    }

    @Test
    void refusesFloat32() {
        assertThatThrownBy(() -> GradientCheck.check(x -> x.get(0), Tensor.ones(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected FLOAT64 or INT64 inputs but received FLOAT32 [2]")
                .hasMessageContaining("Tensor.of(double[], …)");
        assertThatThrownBy(() -> GradientCheck.check(x -> x.get(0).to(DType.FLOAT32), a))
                .hasMessageContaining("expected a FLOAT64 result but received FLOAT32 [2, 2]");
    }
}
