package ai.hone.testkit;

import ai.hone.nn.Layer;
import ai.hone.nn.Model;
import ai.hone.nn.Parameter;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every layer must keep: shapes and element type, rows that do not depend on each other in evaluation, a difference between
 * training and evaluation only where declared, gradients for every trainable parameter and none for frozen ones, a state that
 * round-trips, the same numbers from the same seed, no leak, a readable name.
 *
 * <pre>{@code
 * LayerContract.verify(() -> Layers.linear(3, 2), Shape.of(4, 3), o -> o.output(Shape.of(4, 2)));
 * }</pre>
 */
public final class LayerContract {
    private static final double TOLERANCE = 1e-5;
    private static final long SEED = 11;

    /** What is particular about a layer. */
    public static final class Options {
        private @Nullable Shape output;
        private boolean trainingDiffers;
        private boolean rowsDepend;
        private long indices;

        private Options() {}

        /** The shape of the output. */
        public Options output(Shape shape) {
            output = shape;
            return this;
        }

        /** Declares that training and evaluation give different outputs, as dropout and batch norm do. */
        public Options trainingDiffers() {
            trainingDiffers = true;
            return this;
        }

        /** Declares that the first axis is no batch axis. */
        public Options rowsDepend() {
            rowsDepend = true;
            return this;
        }

        /** Feeds INT64 indices 0 … bound-1, as an embedding wants, instead of FLOAT32 normal numbers. */
        public Options indices(long bound) {
            indices = bound;
            return this;
        }
    }

    private final Supplier<? extends Layer> supplier;
    private final Shape input;
    private final Options options;

    private LayerContract(Supplier<? extends Layer> supplier, Shape input, Options options) {
        this.supplier = supplier;
        this.input = input;
        this.options = options;
    }

    /** Verifies the layers that the supplier makes, a new one each time, on the current back end.
     * @throws AssertionError that says which rule is broken */
    public static void verify(Supplier<? extends Layer> layer, Shape input, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        new LayerContract(layer, input, o).verify();
    }

    /** {@link #verify(Supplier, Shape, Consumer)} with nothing particular. */
    public static void verify(Supplier<? extends Layer> layer, Shape input) {
        verify(layer, input, o -> {});
    }

    private void verify() {
        for (Consumer<Layer> rule : List.<Consumer<Layer>>of(
                this::name,
                l -> shapes(l, DType.FLOAT32),
                this::rows,
                this::modes,
                this::determinism,
                this::gradients,
                this::freezing,
                this::roundTrip)) {
            withLayer(SEED, DType.FLOAT32, rule);
        }
        withLayer(SEED, DType.FLOAT64, l -> shapes(l, DType.FLOAT64));
    }

    /** Runs a rule on a new layer, in a scope, and sees that no memory is left behind. */
    private void withLayer(long seed, DType dtype, Consumer<Layer> rule) {
        Kernels kernels = Scope.currentKernels();
        long before = kernels.liveBytes();
        try (Layer layer = supplier.get()) {
            layer.initialize(seed, dtype);
            try (Scope scope = Scope.open()) {
                rule.accept(layer);
            }
        }
        long after = kernels.liveBytes();
        require(
                after == before,
                before + " live bytes after the layer is closed",
                after,
                "Memory that no scope and no parameter owns is lost.");
    }

    private void name(Layer layer) {
        String text = layer.toString();
        require(
                text.matches("[^@\\v]*[^@\\s][^@\\v]*"),
                "a readable toString() of one line such as 'conv2d(3, 64, 7)'",
                "'" + text + "'",
                "Override toString().");
    }

    private void shapes(Layer layer, DType dtype) {
        for (boolean training : new boolean[] {true, false}) {
            Tensor y = run(layer, sample(input, dtype), training);
            require(y.dtype() == dtype, dtype + " output", y.dtype(), "Make constants of the input's type.");
            Shape expected = options.output == null ? y.shape() : options.output;
            require(y.shape().equals(expected), "output " + expected, y.shape(), "Check the layer's sizes.");
            require(finite(y), "finite outputs", y, "Check the initial values and divisions.");
        }
    }

    private void rows(Layer layer) {
        if (options.rowsDepend || input.rank() == 0 || input.dim(0) < 2) {
            return;
        }
        Tensor x = sample(input, DType.FLOAT32);
        Tensor whole = run(layer, x, false);
        Tensor row = run(layer, x.slice(0, 1, 2), false);
        require(
                close(whole.slice(0, 1, 2), row),
                "row 1 alone to give what it gives in its batch, in evaluation",
                row,
                "Use running statistics in evaluation, or declare rowsDepend().");
    }

    private void modes(Layer layer) {
        Tensor x = sample(input, DType.FLOAT32);
        layer.reseed(SEED);
        boolean same = close(run(layer, x, true), run(layer, x, false));
        if (options.trainingDiffers) {
            require(
                    !same,
                    "training to differ from evaluation, as declared",
                    "equal outputs",
                    "Look at training() in forward.");
        } else {
            require(
                    same,
                    "training to equal evaluation",
                    "different outputs",
                    "Declare trainingDiffers() if that is meant.");
        }
        Tensor once = run(layer, x, false);
        require(
                close(once, run(layer, x, false)),
                "evaluation to give the same output twice",
                "different outputs",
                "Draw nothing in evaluation.");
    }

    private void determinism(Layer layer) {
        try (Layer twin = supplier.get()) {
            require(
                    twin != layer,
                    "a new layer from each call of the supplier",
                    "the same one twice",
                    "Construct it in the supplier.");
            twin.initialize(SEED);
            Map<String, float[]> expected = values(layer);
            values(twin)
                    .forEach((path, v) -> require(
                            Arrays.equals(v, expected.get(path)),
                            "the same initial values of " + path + " from the same seed",
                            "others",
                            "Draw from the given generator only."));
            Tensor x = sample(input, DType.FLOAT32);
            for (boolean training : new boolean[] {true, false}) {
                require(
                        run(layer, x, training).valuesEqual(run(twin, x, training)),
                        "the same output from the same seed, " + (training ? "in training" : "in evaluation"),
                        "different outputs",
                        "Draw from the generator given to seed(…).");
            }
        }
    }

    private void gradients(Layer layer) {
        backward(layer);
        layer.parameters()
                .forEach((path, p) -> require(
                        p.hasGradient(),
                        "a gradient for " + path,
                        "none",
                        "Use parameter.value() in forward, in every call."));
    }

    private void freezing(Layer layer) {
        List<Parameter> all = new ArrayList<>(layer.parameters().values());
        backward(layer);
        for (Parameter frozen : all) {
            all.forEach(Parameter::clearGradient);
            all.forEach(p -> p.trainable(p != frozen));
            backward(layer);
            all.forEach(p -> require(
                    p.hasGradient() == (p != frozen),
                    (p == frozen ? "no gradient for frozen " : "a gradient for ") + p.name() + " while " + frozen.name()
                            + " is frozen",
                    p == frozen ? "one" : "none",
                    "Ask parameter.value() anew in each forward."));
        }
        all.forEach(Parameter::clearGradient);
        all.forEach(p -> p.trainable(false));
        Map<String, float[]> before = values(layer);
        Tensor y = backward(layer);
        require(
                !y.requiresGradient() || options.indices == 0,
                "no tape when all is frozen",
                "a tape",
                "Use parameter.value() in forward.");
        layer.parameters().forEach((path, p) -> {
            require(!p.hasGradient(), "no gradient for frozen " + path, "one", "Use parameter.value() in forward.");
            require(
                    Arrays.equals(before.get(path), floats(p.value())),
                    "frozen " + path + " to keep its values",
                    "others",
                    "Write to buffers only.");
        });
    }

    private void roundTrip(Layer layer) {
        backward(layer);
        try (Layer other = supplier.get()) {
            other.initialize(SEED + 1);
            Map<String, float[]> state = values(layer);
            require(
                    state.keySet().equals(values(other).keySet()),
                    "the same paths in each instance",
                    values(other).keySet(),
                    "Name children by their place.");
            other.parameters().forEach((path, p) -> p.assign(Objects.requireNonNull(state.get(path))));
            other.buffers().forEach((path, b) -> b.assign(Objects.requireNonNull(state.get(path))));
            Tensor x = sample(input, DType.FLOAT32);
            require(
                    run(other, x, false).valuesEqual(run(layer, x, false)),
                    "an equal output, in evaluation, after the state is loaded into a new instance",
                    "another",
                    "Declare all state as parameters and buffers.");
        }
    }

    // ---- steps ----

    private Tensor sample(Shape shape, DType dtype) {
        SplittableRandom random = new SplittableRandom(SEED);
        int size = Math.toIntExact(shape.size());
        if (options.indices > 0) {
            return Tensor.of(random.longs(size, 0, options.indices).toArray(), shape.dims());
        }
        double[] values = new double[size];
        Arrays.setAll(values, i -> random.nextGaussian());
        return Tensor.of(values, shape.dims()).to(dtype);
    }

    private static Tensor run(Layer layer, Tensor x, boolean training) {
        layer.train(training);
        return layer.apply(x);
    }

    /** A pass in training with a gradient that wants every output; the output. */
    private Tensor backward(Layer layer) {
        Tensor x = sample(input, DType.FLOAT32);
        Tensor leaf = options.indices > 0 ? x : x.requireGradient();
        Tensor y = run(layer, leaf, true);
        double[] weights = new SplittableRandom(SEED + 1)
                .doubles(y.shape().size(), 0.5, 1.5)
                .toArray();
        Tensor loss = y.mul(Tensor.of(weights, y.shape().dims()).to(y.dtype())).sum();
        if (loss.requiresGradient()) {
            loss.backward();
        }
        Tensor gradient = leaf.gradient();
        if (gradient != null) {
            gradient.free();
        }
        return y;
    }

    private static Map<String, float[]> values(Model model) {
        Map<String, float[]> values = new LinkedHashMap<>();
        model.state().forEach((path, tensor) -> values.put(path, floats(tensor)));
        return values;
    }

    private static float[] floats(Tensor tensor) {
        return tensor.toFloatArray();
    }

    private static boolean finite(Tensor y) {
        return Arrays.stream(y.toDoubleArray()).allMatch(Double::isFinite);
    }

    private static boolean close(Tensor a, Tensor b) {
        double[] left = a.toDoubleArray();
        double[] right = b.toDoubleArray();
        if (left.length != right.length) {
            return false;
        }
        for (int i = 0; i < left.length; i++) {
            if (!(Math.abs(left[i] - right[i]) <= TOLERANCE * Math.max(1, Math.abs(left[i])))) {
                return false;
            }
        }
        return true;
    }

    private void require(boolean holds, String expected, Object received, String hint) {
        if (!holds) {
            throw new AssertionError("layer contract, input " + input + ": expected " + expected + " but received "
                    + received + ". " + hint);
        }
    }
}
