package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What every back end must pass: each method of {@link Kernels} is compared with {@link ReferenceKernels} over sizes around vector
 * widths, odd strides, paddings, dilations and groups, empty and one-element shapes, and extreme values, in FLOAT32 and FLOAT64.
 * The allowed difference grows with the number of terms that are summed. Use it from a test factory:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> kernels() {
 *     return KernelContract.tests(new MyKernels());
 * }
 * }</pre>
 */
public final class KernelContract {
    private static final int SHOWN = 6;

    private KernelContract() {}

    /** One test per method and element type, and one that every method has a case. Tests run one at a time: they watch live bytes. */
    public static Stream<DynamicTest> tests(Kernels candidate) {
        List<KernelCase> cases = KernelCases.all();
        Map<String, List<KernelCase>> themes = new TreeMap<>();
        cases.forEach(c -> themes.computeIfAbsent(c.method() + " " + c.dtype(), name -> new ArrayList<>())
                .add(c));
        Stream<DynamicTest> differential = themes.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> checkAll(e.getValue(), candidate)));
        Stream<DynamicTest> rest = Stream.of(
                DynamicTest.dynamicTest("every method of Kernels has a case", () -> checkComplete(cases)),
                DynamicTest.dynamicTest("release twice frees once", () -> checkRelease(candidate)),
                DynamicTest.dynamicTest("a view keeps its array's memory alive", () -> checkView(candidate)),
                DynamicTest.dynamicTest("many threads at once", () -> checkThreads(candidate)));
        return Stream.concat(differential, rest);
    }

    private static void checkAll(List<KernelCase> cases, Kernels candidate) {
        List<String> failures = new ArrayList<>();
        AssertionError first = null;
        for (KernelCase c : cases) {
            try {
                c.verify(candidate);
            } catch (AssertionError | RuntimeException e) {
                failures.add(e instanceof AssertionError ? String.valueOf(e.getMessage()) : c.name() + ": " + e);
                first = first == null ? new AssertionError(c.name(), e) : first;
            }
        }
        if (first != null) {
            String shown = failures.stream().limit(SHOWN).collect(Collectors.joining("\n"));
            throw new AssertionError(
                    failures.size() + " of " + cases.size() + " cases fail on " + candidate.name() + ", such as\n"
                            + shown,
                    first);
        }
    }

    /** Method name, with parameter types where it is overloaded: {@code of(double[])}. */
    static String signature(Method method) {
        boolean overloaded = Arrays.stream(Kernels.class.getMethods())
                        .filter(m -> m.getName().equals(method.getName()))
                        .count()
                > 1;
        return overloaded
                ? method.getName() + "(" + method.getParameterTypes()[0].getSimpleName() + ")"
                : method.getName();
    }

    static void checkComplete(List<KernelCase> cases) {
        Set<String> missing = Arrays.stream(Kernels.class.getMethods())
                .map(KernelContract::signature)
                .collect(Collectors.toCollection(TreeSet::new));
        cases.forEach(c -> missing.remove(c.method()));
        if (!missing.isEmpty()) {
            throw new AssertionError(
                    "kernel contract: expected a case for every method of Kernels but received none for " + missing
                            + ". Add one to the ai.hone.testkit class of its theme, such as ElementwiseCases.");
        }
    }

    private static void checkRelease(Kernels kernels) {
        long before = kernels.liveBytes();
        Storage x = kernels.full(Shape.of(100), DType.FLOAT32, 1);
        long one = kernels.liveBytes() - before;
        Storage y = kernels.full(Shape.of(100), DType.FLOAT32, 2);
        x.release();
        x.release();
        expect("release", before + one, kernels.liveBytes());
        expect("release", 2, kernels.toDoubles(y)[99]);
        y.release();
        expect("release", before, kernels.liveBytes());
    }

    private static void checkView(Kernels kernels) {
        long before = kernels.liveBytes();
        Storage flat = kernels.full(Shape.of(10), DType.FLOAT32, 3);
        Storage view = kernels.view(flat, 4, Shape.of(2, 3));
        kernels.fill(view, 5);
        expect("view", 3, kernels.toDoubles(flat)[3]);
        expect("view", 5, kernels.toDoubles(flat)[4]);
        flat.release();
        expect("view", 5, kernels.toDoubles(view)[5]);
        view.release();
        expect("view", before, kernels.liveBytes());
    }

    private static void checkThreads(Kernels kernels) {
        long before = kernels.liveBytes();
        List<CompletableFuture<double[]>> runs = new ArrayList<>();
        double[] expected = product(kernels);
        for (int i = 0; i < 8; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> product(kernels)));
        }
        for (CompletableFuture<double[]> run : runs) {
            double[] actual = run.join();
            for (int i = 0; i < expected.length; i++) {
                if (Math.abs(expected[i] - actual[i]) > 1e-3) {
                    throw new AssertionError("threads: expected " + expected[i] + " but received " + actual[i]
                            + ". Kernels share no scratch memory.");
                }
            }
        }
        expect("threads", before, kernels.liveBytes());
    }

    private static double[] product(Kernels kernels) {
        Inputs in = new Inputs(kernels, DType.FLOAT32, 7);
        Storage a = in.normal(33, 64);
        Storage b = in.normal(64, 17);
        double[] out = new double[0];
        for (int i = 0; i < 20; i++) {
            Storage y = kernels.matmul(a, false, b, false);
            Storage z = kernels.softmax(y, 1);
            Storage sum = kernels.binary(Kernels.Binary.ADD, y, z);
            out = kernels.toDoubles(sum);
            List.of(y, z, sum).forEach(Storage::release);
        }
        in.release();
        return out;
    }

    private static void expect(String where, long expected, long actual) {
        expect(where, (double) expected, (double) actual);
    }

    private static void expect(String where, double expected, double actual) {
        if (expected != actual) {
            throw new AssertionError(where + ": expected " + expected + " but received " + actual + ".");
        }
    }
}
