package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Scope;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operation against finite differences, on the reference and on the default back end. */
final class OpGradientsTest {
    @TestFactory
    Stream<DynamicTest> reference() {
        return OpGradients.tests(new ReferenceKernels());
    }

    @TestFactory
    Stream<DynamicTest> defaultBackEnd() {
        return OpGradients.tests(Scope.currentKernels());
    }

    @Test
    void findsOperationsByItself() {
        assertThat(OpGradients.classes()).contains("Abs", "Conv2d", "Tanh").doesNotContain("Operands");
    }

    @Test
    void saysWhatToAdd() {
        assertThatThrownBy(() -> OpGradients.checkComplete(new TreeSet<>(List.of("Gelu", "Relu")), List.of("Relu")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "but received none for [Gelu]. Add to ai.hone.testkit.OpCases: table.add(Gelu.class, ");
    }
}
