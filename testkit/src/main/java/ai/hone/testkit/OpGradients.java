package ai.hone.testkit;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The gradient check of every operation in {@code ai.hone.tensor.op}: finds the classes on the class path by itself, so that one
 * without a case fails. Run it for each back end:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> gradients() {
 *     return OpGradients.tests(new MyKernels());
 * }
 * }</pre>
 */
public final class OpGradients {
    static final String PACKAGE = "ai.hone.tensor.op";

    /** One function made of an operation, and inputs for it. */
    private record Case(
            String label,
            Function<Draw, List<Tensor>> inputs,
            Function<List<Tensor>, Tensor> function,
            Consumer<GradientCheck.Options> options) {}

    private final Map<String, List<Case>> table = new LinkedHashMap<>();

    private OpGradients() {}

    /** One test per operation and case, and one that every operation has a case. */
    public static Stream<DynamicTest> tests(Kernels kernels) {
        OpGradients gradients = new OpGradients();
        OpCases.addTo(gradients);
        List<DynamicTest> tests = new ArrayList<>();
        gradients.table.forEach((op, cases) -> cases.forEach(
                c -> tests.add(DynamicTest.dynamicTest(op + " " + c.label, () -> verify(kernels, op, c)))));
        tests.add(DynamicTest.dynamicTest(
                "every operation has a case", () -> checkComplete(classes(), gradients.table.keySet())));
        return tests.stream();
    }

    private static void verify(Kernels kernels, String op, Case c) {
        long before = kernels.liveBytes();
        try (Scope scope = Scope.open(kernels)) {
            GradientCheck.check(c.function, c.inputs.apply(new Draw(op.hashCode())), c.options);
        }
        if (kernels.liveBytes() != before) {
            throw new AssertionError(op + " " + c.label + ": expected " + before
                    + " live bytes after the scope closes but received " + kernels.liveBytes()
                    + ". The operation or its derivative keeps an array that no tensor owns.");
        }
    }

    void add(Class<?> op, String label, Function<Draw, List<Tensor>> inputs, Function<List<Tensor>, Tensor> function) {
        add(op, label, inputs, function, o -> {});
    }

    void add(
            Class<?> op,
            String label,
            Function<Draw, List<Tensor>> inputs,
            Function<List<Tensor>, Tensor> function,
            Consumer<GradientCheck.Options> options) {
        table.computeIfAbsent(op.getSimpleName(), name -> new ArrayList<>())
                .add(new Case(label, inputs, function, options));
    }

    static void checkComplete(SortedSet<String> classes, Collection<String> covered) {
        SortedSet<String> missing = new TreeSet<>(classes);
        missing.removeAll(covered);
        if (!missing.isEmpty()) {
            throw new AssertionError("operations: expected a gradient case for each public class of " + PACKAGE
                    + " but received none for "
                    + missing + ". Add to ai.hone.testkit.OpCases: table.add(" + missing.first()
                    + ".class, \"what is special\", d -> List.of(d.normal(2, 3)), x -> …).");
        }
    }

    /** Simple names of the public top-level classes of the package. */
    static SortedSet<String> classes() {
        SortedSet<String> names = new TreeSet<>();
        for (String name : ClassPath.topLevelClasses(PACKAGE)) {
            if (ClassPath.isPublic(PACKAGE + "." + name)) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            throw new IllegalStateException("operations: expected classes in " + PACKAGE
                    + " but received none. Put hone-core on the class path.");
        }
        return names;
    }
}
