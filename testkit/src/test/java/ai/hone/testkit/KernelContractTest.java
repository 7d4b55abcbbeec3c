package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract passes the reference, and catches a fault in any method. */
final class KernelContractTest {
    @TestFactory
    Stream<DynamicTest> referenceAgainstItself() {
        return KernelContract.tests(new ReferenceKernels());
    }

    @TestFactory
    Stream<DynamicTest> catchesFaults() {
        return Arrays.stream(Kernels.class.getMethods())
                .map(m -> DynamicTest.dynamicTest(KernelContract.signature(m), () -> {
                    Kernels faulty = faulty(m);
                    List<KernelCase> cases = KernelCases.all().stream()
                            .filter(c -> c.method().equals(KernelContract.signature(m)))
                            .toList();
                    assertThat(cases)
                            .isNotEmpty()
                            .anySatisfy(c ->
                                    assertThatThrownBy(() -> c.verify(faulty)).isInstanceOf(AssertionError.class));
                }));
    }

    @Test
    void saysWhatDiffers() throws NoSuchMethodException {
        Kernels faulty = faulty(Kernels.class.getMethod("softmax", Storage.class, int.class));
        DynamicTest test = KernelContract.tests(faulty)
                .filter(t -> t.getDisplayName().equals("softmax FLOAT64"))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> test.getExecutable().execute())
                .hasMessageContaining("cases fail on reference")
                .hasMessageContaining("softmax FLOAT64 [1] along 0, result 0: expected 1.00000000 within")
                .hasMessageContaining("at element 0 of [1] but received 1.00010000 (1 of 1 elements differ).");
    }

    @Test
    void seesChangedArguments() {
        KernelCase c =
                new KernelCase("unary", "spoils", DType.FLOAT32, Arrangement.ROW_MAJOR, Bound.exact(), (k, in) -> {
                    Storage x = in.normal(3);
                    k.fill(x, 0);
                    return k.unary(Kernels.Unary.RELU, x);
                });
        assertThatThrownBy(() -> c.verify(new ReferenceKernels()))
                .hasMessage(
                        "unary: expected arguments to be left alone but received a changed [3]. Write results into a new array.");
    }

    @Test
    void seesMethodsWithoutCases() {
        List<KernelCase> some = KernelCases.all().stream()
                .filter(c -> !c.method().equals("argMax"))
                .toList();
        assertThatThrownBy(() -> KernelContract.checkComplete(some))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "kernel contract: expected a case for every method of Kernels but received none for [argMax]."
                                + " Add one to the ai.hone.testkit class of its theme, such as ElementwiseCases.");
    }

    @Test
    void seesLeaks() {
        KernelCase c = new KernelCase("copy", "leaks", DType.FLOAT32, Arrangement.ROW_MAJOR, Bound.exact(), (k, in) -> {
            k.copy(in.normal(3));
            return k.copy(in.normal(3));
        });
        assertThatThrownBy(() -> c.verify(new ReferenceKernels()))
                .hasMessageContaining("expected 0 live bytes after all arrays are released but received 12");
    }

    /** The reference with one method's result off by a little. */
    private static Kernels faulty(Method wrong) {
        ReferenceKernels right = new ReferenceKernels();
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(right, arguments);
                    return method.equals(wrong) ? spoilt(right, result, arguments) : result;
                });
    }

    /** What gives nothing and takes nothing can still lose count of the memory. */
    private static Object spoilt(ReferenceKernels kernels, Object result, Object[] arguments) {
        if (result == null && arguments == null) {
            kernels.full(Shape.of(1), DType.FLOAT32, 0);
            return null;
        } else if (result == null) {
            spoil(kernels, (Storage) arguments[0]);
            return null;
        } else if (result instanceof Storage s) {
            spoil(kernels, s);
            return s;
        } else if (result instanceof Kernels.BatchNormResult r) {
            spoil(kernels, r.variance());
            return r;
        } else if (result instanceof Kernels.BatchNormGradients r) {
            spoil(kernels, r.weight());
            return r;
        } else if (result instanceof Kernels.LayerNormResult r) {
            spoil(kernels, r.variance());
            return r;
        } else if (result instanceof Kernels.LayerNormGradients r) {
            spoil(kernels, r.weight());
            return r;
        } else if (result instanceof double[] d) {
            return Arrays.stream(d).map(v -> v + 1e-4).toArray();
        } else if (result instanceof float[] f) {
            return Arrays.copyOf(f, f.length + 1);
        } else if (result instanceof long[] l) {
            return Arrays.stream(l).map(v -> v + 1).toArray();
        } else if (result instanceof Double d) {
            return d * 1.0001;
        } else if (result instanceof Long) {
            return System.nanoTime();
        }
        return result instanceof List<?> ? List.of(" ") : " ";
    }

    private static void spoil(ReferenceKernels kernels, Storage s) {
        double[] values = kernels.toDoubles(s);
        if (values.length > 0) {
            values[values.length - 1] += s.dtype().floating() ? 1e-4 : 1;
        }
        Storage changed = kernels.of(values, s.shape(), s.dtype());
        kernels.assign(s, changed);
        changed.release();
    }
}
