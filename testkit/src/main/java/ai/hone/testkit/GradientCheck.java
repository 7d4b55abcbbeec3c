package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares {@link Tensor#backward()} with central finite differences (f(x+h) − f(x−h))/2h, element by element, in FLOAT64.
 * The function's result of any shape is weighted with fixed random numbers and summed, so that every element of it counts.
 * FLOAT64 inputs are checked, each alone and all together; integer inputs are passed on. Keep inputs away from kinks, such as 0 for relu.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *     GradientCheck.check(x -> x.get(0).mul(x.get(1)).tanh(), a, b);
 * }
 * }</pre>
 */
public final class GradientCheck {
    /** How to step and compare. */
    public static final class Options {
        private double step = 1e-5;
        private double tolerance = 1e-6;
        private int elements = 256;

        private Options() {}

        /** h, relative to elements larger than 1; 1e-5 by default. */
        public Options step(double h) {
            step = h;
            return this;
        }

        /** Largest difference allowed, relative to gradients larger than 1; 1e-6 by default. */
        public Options tolerance(double allowed) {
            tolerance = allowed;
            return this;
        }

        /** How many elements of each input to check at most, drawn with a fixed seed; 256 by default. */
        public Options elements(int most) {
            elements = most;
            return this;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Input(double[] values, Shape shape, DType dtype) {
        Tensor tensor(double[] changed) {
            long[] dims = shape.dims();
            if (dtype == DType.FLOAT64) {
                return Tensor.of(changed, dims);
            }
            return Tensor.of(Arrays.stream(changed).mapToLong(v -> (long) v).toArray(), dims);
        }
    }

    private final Function<List<Tensor>, Tensor> function;
    private final Kernels kernels;
    private final List<Input> inputs;
    private final Options options;

    private GradientCheck(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Options options) {
        this.function = function;
        this.kernels = inputs.get(0).kernels();
        this.inputs = inputs.stream().map(GradientCheck::input).toList();
        this.options = options;
    }

    private static Input input(Tensor tensor) {
        DType dtype = tensor.dtype();
        if (dtype != DType.FLOAT64 && dtype.floating()) {
            throw new IllegalArgumentException(
                    "gradient check: expected FLOAT64 or INT64 inputs but received " + dtype + " " + tensor.shape()
                            + ". Differences in less precision say nothing; make the input with Tensor.of(double[], …).");
        }
        return new Input(tensor.toDoubleArray(), tensor.shape(), dtype);
    }

    /** Checks the gradients of the function by its inputs, on their back end.
     * @throws AssertionError naming input, element, numeric and analytic value */
    public static void check(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        check(function, List.of(inputs), o -> {});
    }

    /** {@link #check(Function, Tensor...)} with options. */
    public static void check(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        new GradientCheck(function, inputs, o).run();
    }

    private void run() {
        double value = value(-1, new double[0]);
        double again = value(-1, new double[0]);
        if (value != again) {
            throw new AssertionError("gradient check: expected the same result twice but received " + value + " and "
                    + again + ". Give the function a fresh random generator of one seed in each call.");
        }
        int[] checked = IntStream.range(0, inputs.size())
                .filter(i -> inputs.get(i).dtype == DType.FLOAT64)
                .toArray();
        List<double[]> together = analytic(checked);
        for (int i = 0; i < checked.length; i++) {
            compare(checked[i], together.get(i), "");
            if (checked.length > 1) {
                compare(checked[i], analytic(checked[i]).get(0), " alone");
            }
        }
    }

    private void compare(int number, double[] analytic, String how) {
        Input input = inputs.get(number);
        int[] elements = elements(input.values.length, number);
        int wrong = -1;
        int count = 0;
        double expected = 0;
        for (int e : elements) {
            double numeric = numeric(number, e);
            double allowed = options.tolerance * Math.max(1, Math.abs(numeric));
            if (!(Math.abs(numeric - analytic[e]) <= allowed)) {
                expected = wrong < 0 ? numeric : expected;
                wrong = wrong < 0 ? e : wrong;
                count++;
            }
        }
        if (count > 0) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "gradient by input %d %s%s at element %d: expected %.9g (numeric) but received %.9g (analytic). %d of %d elements differ;"
                            + " correct the derivative, or move the input away from a kink.",
                    number,
                    input.shape,
                    how,
                    wrong,
                    expected,
                    analytic[wrong],
                    count,
                    elements.length));
        }
    }

    private int[] elements(int size, int number) {
        return size <= options.elements
                ? IntStream.range(0, size).toArray()
                : new SplittableRandom(number)
                        .ints(options.elements, 0, size)
                        .sorted()
                        .toArray();
    }

    private double numeric(int number, int element) {
        double[] values = inputs.get(number).values.clone();
        double x = values[element];
        double h = options.step * Math.max(1, Math.abs(x));
        values[element] = x + h;
        double above = value(number, values);
        values[element] = x - h;
        double below = value(number, values);
        return (above - below) / (2 * h);
    }

    /** The weighted sum of the function with one input replaced; number -1 replaces none. */
    private double value(int number, double[] replaced) {
        try (Scope on = Scope.open(kernels);
                Scope scope = Scope.inference()) {
            List<Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                tensors.add(inputs.get(i).tensor(i == number ? replaced : inputs.get(i).values));
            }
            return weighted(function.apply(tensors)).itemDouble();
        }
    }

    /** Gradients by the numbered inputs, which alone want one. */
    private List<double[]> analytic(int... numbers) {
        try (Scope scope = Scope.open(kernels)) {
            List<Tensor> tensors = new ArrayList<>();
            for (Input input : inputs) {
                tensors.add(input.tensor(input.values));
            }
            for (int i : numbers) {
                tensors.set(i, tensors.get(i).requireGradient());
            }
            Tensor loss = weighted(function.apply(tensors));
            if (loss.requiresGradient()) {
                loss.backward();
            }
            return Arrays.stream(numbers).mapToObj(i -> taken(tensors.get(i))).toList();
        }
    }

    private static double[] taken(Tensor leaf) {
        Tensor gradient = leaf.gradient();
        if (gradient == null) {
            return new double[Math.toIntExact(leaf.shape().size())];
        }
        if (!gradient.shape().equals(leaf.shape()) || gradient.dtype() != leaf.dtype()) {
            throw new AssertionError("gradient: expected " + leaf.dtype() + " " + leaf.shape() + " but received "
                    + gradient.dtype() + " " + gradient.shape() + ". A gradient has its input's shape and type.");
        }
        double[] values = gradient.toDoubleArray();
        leaf.free();
        return values;
    }

    private static Tensor weighted(Tensor result) {
        if (result.dtype() != DType.FLOAT64) {
            throw new AssertionError("gradient check: expected a FLOAT64 result but received " + result.dtype() + " "
                    + result.shape() + ". The function must keep its inputs' type.");
        }
        SplittableRandom random = new SplittableRandom(17);
        double[] weights = random.doubles(result.shape().size(), 0.5, 1.5).toArray();
        return result.mul(Tensor.of(weights, result.shape().dims())).sum();
    }
}
