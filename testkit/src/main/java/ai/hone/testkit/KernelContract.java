package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
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
import java.util.stream.DoubleStream;
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
        Stream<DynamicTest> rest = Stream.of(
                DynamicTest.dynamicTest("every method of Kernels has a case", () -> checkComplete(cases)),
                DynamicTest.dynamicTest("release twice frees once", () -> checkRelease(candidate)),
                DynamicTest.dynamicTest("a view keeps its array's memory alive", () -> checkView(candidate)),
                DynamicTest.dynamicTest("many threads at once", () -> checkThreads(candidate)),
                network(candidate, Precision.FLOAT32));
        return Stream.concat(differential(cases, candidate, () -> {}), rest);
    }

    /**
     * The same at a precision. BFLOAT16 takes the methods that pictures meet: each picture is rounded to bfloat16, to the nearest, and prepared,
     * and the result compared with what the reference computes in float64 from the same rounded numbers. It may be off by what the sums of the
     * FLOAT32 tests may be off, and by one rounding to 8 significant bits, 2⁻⁸ of it; statistics, gradients of parameters and losses, which
     * stay float32, by no rounding. Tests are skipped where {@link Kernels#lacksBfloat16} says why not.
     *
     * @param precision not AUTO
     */
    public static Stream<DynamicTest> tests(Kernels candidate, Precision precision) {
        return switch (precision) {
            case FLOAT32 -> tests(candidate);
            case BFLOAT16 ->
                Stream.concat(
                        differential(
                                KernelCases.of(precision),
                                candidate,
                                () -> NetworkCheck.assumeComputes(candidate, precision)),
                        Stream.of(
                                network(candidate, precision),
                                DynamicTest.dynamicTest(
                                        "results keep the precision", () -> checkPrecisionIsKept(candidate))));
            case AUTO ->
                throw new IllegalArgumentException(
                        "kernel contract: expected FLOAT32 or BFLOAT16 but received AUTO. Run the tests of both.");
        };
    }

    private static Stream<DynamicTest> differential(List<KernelCase> cases, Kernels candidate, Runnable first) {
        Map<String, List<KernelCase>> themes = new TreeMap<>();
        cases.forEach(c ->
                themes.computeIfAbsent(c.theme(), name -> new ArrayList<>()).add(c));
        return themes.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    first.run();
                    checkAll(e.getValue(), candidate);
                }));
    }

    private static DynamicTest network(Kernels candidate, Precision precision) {
        return DynamicTest.dynamicTest(
                "a network trains as on the reference " + precision, () -> NetworkCheck.verify(candidate, precision));
    }

    /** Memory and time are saved only if the whole of a network's body stays in bfloat16. */
    private static void checkPrecisionIsKept(Kernels kernels) {
        NetworkCheck.assumeComputes(kernels, Precision.BFLOAT16);
        Inputs in = new Inputs(kernels, DType.FLOAT32, Arrangement.BFLOAT16, 5);
        Geometry g = Geometry.square(3, 2, 1, 1, 1);
        Storage x = in.picture(2, 16, 8, 8);
        Storage y = in.step(kernels.conv2d(x, in.normal(16, 16, 3, 3), in.normal(16), g));
        Kernels.BatchNormResult norm = kernels.batchNormTraining(y, in.normal(16), in.normal(16), 1e-5, true);
        List.of(norm.y(), norm.mean(), norm.variance()).forEach(in::step);
        Storage sum = in.step(kernels.binary(Kernels.Binary.ADD, norm.y(), y));
        Storage relu = in.step(kernels.unary(Kernels.Unary.RELU, sum));
        Storage pooled = in.step(kernels.averagePool2d(relu, g));
        Storage gradient = in.step(kernels.averagePool2dBackward(pooled, relu.shape(), g));
        Kernels.BatchNormGradients back = kernels.batchNormBackward(
                gradient, y, norm.y(), norm.mean(), norm.variance(), in.normal(16), 1e-5, true);
        List.of(back.x(), back.weight(), back.bias()).forEach(in::step);
        Storage dx = in.step(kernels.conv2dBackwardInput(back.x(), in.normal(16, 16, 3, 3), x.shape(), g));
        try {
            for (Storage s : List.of(y, norm.y(), sum, relu, pooled, gradient, back.x(), dx)) {
                expect("precision", 1, Arrays.stream(kernels.toDoubles(s)).allMatch(Bfloat16::holds) ? 1 : 0);
            }
            expect(
                    "precision of statistics",
                    0,
                    Arrays.stream(kernels.toDoubles(norm.mean()))
                                    .filter(Bfloat16::holds)
                                    .count()
                            / 4);
        } finally {
            in.release();
        }
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

    /** Many threads read the same weights, as predictions do, each in a scope in which nothing is recorded. */
    private static void checkThreads(Kernels kernels) {
        long before = kernels.liveBytes();
        Inputs shared = new Inputs(kernels, DType.FLOAT32, Arrangement.ROW_MAJOR, 11);
        Storage weight = shared.normal(16, 16, 3, 3);
        List<CompletableFuture<double[]>> runs = new ArrayList<>();
        double[] expected = computed(kernels, weight);
        for (int i = 0; i < 8; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> computed(kernels, weight)));
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
        shared.release();
        expect("threads", before, kernels.liveBytes());
    }

    private static double[] computed(Kernels kernels, Storage weight) {
        Inputs in = new Inputs(kernels, DType.FLOAT32, Arrangement.PREPARED, 7);
        Storage a = in.normal(33, 64);
        Storage b = in.normal(64, 17);
        Storage x = in.picture(2, 16, 9, 8);
        double[] out = new double[0];
        try (Scope scope = Scope.open(kernels);
                Scope inference = Scope.inference()) {
            for (int i = 0; i < 20; i++) {
                Storage y = kernels.matmul(a, false, b, false);
                Storage z = kernels.softmax(y, 1);
                Storage sum = kernels.binary(Kernels.Binary.ADD, y, z);
                Storage convolved = kernels.conv2d(x, weight, null, Geometry.square(3, 1, 1, 1, 1));
                Storage shortcut = kernels.binary(Kernels.Binary.ADD, convolved, x);
                Storage relu = kernels.unary(Kernels.Unary.RELU, shortcut);
                Storage pooled = kernels.adaptivePool2d(Kernels.Reduction.MEAN, relu, 1, 1);
                out = DoubleStream.concat(
                                Arrays.stream(kernels.toDoubles(sum)), Arrays.stream(kernels.toDoubles(pooled)))
                        .toArray();
                List.of(y, z, sum, convolved, shortcut, relu, pooled).forEach(Storage::release);
            }
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
