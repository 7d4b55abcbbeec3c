package ai.hone.testkit;

import ai.hone.tensor.Scope;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The default back end against the reference. */
final class KernelDifferentialTest {
    @TestFactory
    Stream<DynamicTest> defaultBackEnd() {
        return KernelContract.tests(Scope.currentKernels());
    }
}
