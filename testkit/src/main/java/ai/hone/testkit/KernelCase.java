package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One call of one kernel, made on the reference and on a candidate with the same numbers, and compared. */
record KernelCase(String method, String label, DType dtype, Arrangement arrangement, Bound bound, Body body) {
    /** Calls the kernel and gives back what to compare: a {@link Storage}, a record or list of them, a heap array, or a number. */
    interface Body {
        Object run(Kernels kernels, Inputs in);
    }

    /** An array brought to the heap. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Result(Shape shape, DType dtype, double[] values) {}

    /** What tests group cases by: the method and what it computes with. */
    String theme() {
        return method + " " + (arrangement.rounds() ? arrangement.precision() : dtype);
    }

    String name() {
        boolean plain = arrangement == Arrangement.ROW_MAJOR;
        return method + " " + dtype + " " + label + (plain ? "" : " " + arrangement);
    }

    void verify(Kernels candidate) {
        Set<String> called = new HashSet<>();
        List<Result> expected = results(new ReferenceKernels(), called);
        if (!called.contains(method)) {
            throw new AssertionError("kernel contract: expected a case that calls " + method
                    + " but received one that calls " + called + ".");
        }
        compare(expected, results(candidate, called), "");
        if (arrangement != Arrangement.ROW_MAJOR) {
            // A back end may put work off where nothing is recorded.
            try (Scope scope = Scope.open(candidate);
                    Scope inference = Scope.inference()) {
                compare(expected, results(candidate, called), " in inference");
            }
        }
    }

    private void compare(List<Result> expected, List<Result> actual, String mode) {
        if (expected.size() != actual.size()) {
            throw new AssertionError(
                    name() + mode + ": expected " + expected.size() + " results but received " + actual.size() + ".");
        }
        for (int i = 0; i < expected.size(); i++) {
            compare(name() + mode + ", result " + i, expected.get(i), actual.get(i));
        }
    }

    private List<Result> results(Kernels kernels, Set<String> called) {
        long before = kernels.liveBytes();
        Inputs in = new Inputs(kernels, dtype, arrangement, 42L + label.hashCode());
        Kernels watched = (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, m, arguments) -> {
                    called.add(KernelContract.signature(m));
                    return invoke(m, kernels, arguments);
                });
        List<Result> results = new ArrayList<>();
        List<Storage> storages = new ArrayList<>();
        try {
            flatten(body.run(watched, in), kernels, results, storages);
            in.checkUnchanged(method);
        } finally {
            storages.forEach(Storage::release);
            in.release();
        }
        if (kernels.liveBytes() != before) {
            throw new AssertionError(name() + ": expected " + before
                    + " live bytes after all arrays are released but received " + kernels.liveBytes() + " on "
                    + kernels.name() + ". The kernel keeps, or frees twice, an array of its own.");
        }
        return results;
    }

    private static Object invoke(Method method, Kernels kernels, Object[] arguments) throws Throwable {
        try {
            return method.invoke(kernels, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private void flatten(Object result, Kernels kernels, List<Result> results, List<Storage> storages) {
        if (result instanceof Storage s) {
            storages.add(s);
            results.add(new Result(s.shape(), s.dtype(), kernels.toDoubles(s)));
        } else if (result instanceof List<?> list) {
            list.forEach(item -> flatten(item, kernels, results, storages));
        } else if (result instanceof Kernels.BatchNormResult r) {
            flatten(List.of(r.y(), r.mean(), r.variance()), kernels, results, storages);
        } else if (result instanceof Kernels.BatchNormGradients r) {
            flatten(List.of(r.x(), r.weight(), r.bias()), kernels, results, storages);
        } else if (result instanceof Kernels.LayerNormResult r) {
            flatten(List.of(r.y(), r.mean(), r.variance()), kernels, results, storages);
        } else if (result instanceof Kernels.LayerNormGradients r) {
            flatten(List.of(r.x(), r.weight(), r.bias()), kernels, results, storages);
        } else {
            results.add(heap(result));
        }
    }

    private static Result heap(Object result) {
        double[] values;
        if (result instanceof double[] d) {
            values = d;
        } else if (result instanceof long[] l) {
            values = Arrays.stream(l).asDoubleStream().toArray();
        } else if (result instanceof float[] f) {
            values = new double[f.length];
            Arrays.setAll(values, i -> f[i]);
        } else if (result instanceof Number n) {
            values = new double[] {n.doubleValue()};
        } else {
            throw new IllegalArgumentException("kernel case: expected arrays or a number but received " + result + ".");
        }
        return new Result(Shape.of(values.length), result instanceof float[] ? DType.FLOAT32 : DType.FLOAT64, values);
    }

    private void compare(String where, Result expected, Result actual) {
        if (!expected.shape.equals(actual.shape) || expected.dtype != actual.dtype) {
            throw new AssertionError(where + ": expected " + expected.dtype + " " + expected.shape + " but received "
                    + actual.dtype + " " + actual.shape + ".");
        }
        int rank = expected.shape.rank();
        int wrong = -1;
        int count = 0;
        for (int i = 0; i < expected.values.length; i++) {
            if (!bound.holds(expected.values[i], actual.values[i], expected.dtype, rank)) {
                wrong = wrong < 0 ? i : wrong;
                count++;
            }
        }
        if (count > 0) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%s: expected %.9g within %.3g at element %d of %s but received %.9g (%d of %d elements differ).",
                    where,
                    expected.values[wrong],
                    bound.allowed(expected.values[wrong], expected.dtype, rank),
                    wrong,
                    expected.shape,
                    actual.values[wrong],
                    count,
                    expected.values.length));
        }
    }
}
