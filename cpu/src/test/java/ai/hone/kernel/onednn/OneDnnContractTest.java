package ai.hone.kernel.onednn;

import ai.hone.tensor.Precision;
import ai.hone.testkit.KernelContract;
import ai.hone.testkit.OpGradients;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every kernel against the reference, in each precision, and every operation against finite differences. */
final class OneDnnContractTest {
    @TestFactory
    Stream<DynamicTest> float32() {
        return KernelContract.tests(OneDnn.kernels());
    }

    @TestFactory
    Stream<DynamicTest> bfloat16() {
        return KernelContract.tests(OneDnn.kernels(), Precision.BFLOAT16);
    }

    @TestFactory
    Stream<DynamicTest> gradients() {
        return OpGradients.tests(OneDnn.kernels());
    }
}
