package ai.hone.testkit;

import static ai.hone.nn.Layers.adaptiveAveragePool2d;
import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.flatten;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.maxPool2d;

import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.optim.Optimizer;
import ai.hone.optim.ParameterGroup;
import ai.hone.optim.Sgd;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.Cast;
import ai.hone.tensor.op.Prepare;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** Trains a small residual network on a back end and on the reference: layouts, weights that change and gradients that are lent, all at once. */
final class NetworkCheck {
    private static final int[] BATCHES = {4, 3, 4, 1, 4};
    private static final int CLASSES = 5;

    /** Relative to the length of each array, so that single elements that cancel do not decide. */
    private static final double FLOAT32 = 1e-4;

    /**
     * Some ten roundings of 2⁻⁸ of independent signs lie between the first activation and the last gradient, which makes 2e-2; where two elements
     * become equal the pool sends the stem's gradient to the other one, which makes up to 1e-1.
     */
    private static final double BFLOAT16 = 0.15;

    /** A stem, a block whose shortcut is its input, one whose shortcut is a convolution, and a head. */
    private static final class Network extends Layer {
        private final Layer stem =
                child("stem", conv2d(3, 16, 7, c -> c.stride(2).padding(3).bias(false)));
        private final Layer norm = child("norm", batchNorm2d(16, b -> b.relu(true)));
        private final Layer pool = child("pool", maxPool2d(3, p -> p.stride(2).padding(1)));
        private final Layer first =
                child("first", conv2d(16, 16, 3, c -> c.padding(1).bias(false)));
        private final Layer firstNorm = child("firstNorm", batchNorm2d(16));
        private final Layer second =
                child("second", conv2d(16, 32, 3, c -> c.stride(2).padding(1).bias(false)));
        private final Layer secondNorm = child("secondNorm", batchNorm2d(32));
        private final Layer shortcut =
                child("shortcut", conv2d(16, 32, 1, c -> c.stride(2).bias(false)));
        private final Layer shortcutNorm = child("shortcutNorm", batchNorm2d(32));
        private final Layer grouped =
                child("grouped", conv2d(32, 32, 3, c -> c.padding(1).groups(2)));
        private final Layer head = child("head", adaptiveAveragePool2d(1));
        private final Layer flatten = child("flatten", flatten());
        private final Layer linear = child("linear", linear(32, CLASSES));

        @Override
        protected Tensor forward(Tensor x) {
            Tensor stemmed = pool.apply(norm.apply(stem.apply(x)));
            Tensor one = firstNorm.apply(first.apply(stemmed)).add(stemmed).relu();
            Tensor two = secondNorm
                    .apply(second.apply(one))
                    .add(shortcutNorm.apply(shortcut.apply(one)))
                    .relu();
            return linear.apply(flatten.apply(head.apply(grouped.apply(two))));
        }
    }

    private NetworkCheck() {}

    static void assumeComputes(Kernels kernels, Precision precision) {
        String lack = kernels.lacksBfloat16();
        Assumptions.assumeTrue(
                precision != Precision.BFLOAT16 || lack == null,
                () -> kernels.name() + " does not compute in bfloat16: " + lack);
    }

    static void verify(Kernels candidate, Precision precision) {
        assumeComputes(candidate, precision);
        Map<String, double[]> expected = trained(new ReferenceKernels(), Precision.FLOAT32);
        Map<String, double[]> actual = trained(candidate, precision);
        double tolerance = precision == Precision.BFLOAT16 ? BFLOAT16 : FLOAT32;
        expected.forEach((name, values) -> compare(name, values, Objects.requireNonNull(actual.get(name)), tolerance));
    }

    private static void compare(String name, double[] expected, double[] actual, double tolerance) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            length += expected[i] * expected[i];
        }
        double off = Math.sqrt(difference / length);
        if (!(off <= tolerance)) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "network: expected %s within %.1e of the reference but received one that is off by %.1e of its length.",
                    name,
                    tolerance,
                    off));
        }
    }

    /** What each step gave and changed, by name. */
    private static Map<String, double[]> trained(Kernels kernels, Precision precision) {
        Map<String, double[]> seen = new LinkedHashMap<>();
        try (Scope scope = Scope.open(kernels);
                Layer network = new Network()) {
            network.initialize(3);
            // Norms that leave most ReLUs open: where many are shut, any two float32 computations differ by more than
            // bfloat16 does.
            network.parameters().forEach((name, p) -> {
                if (name.endsWith("orm.bias")) {
                    float[] twos = new float[(int) p.shape().size()];
                    java.util.Arrays.fill(twos, 2);
                    p.assign(twos);
                }
            });
            ParameterGroup all =
                    new ParameterGroup("all", List.copyOf(network.parameters().values()));
            try (Optimizer optimizer = new Optimizer(List.of(all), new Sgd(0.9, 0.01))) {
                optimizer.hypers(0, optimizer.hypers(0).withLearningRate(2e-3));
                Draw draw = new Draw(17);
                for (int step = 0; step < BATCHES.length; step++) {
                    step(network, optimizer, draw, step, precision, seen);
                }
                network.train(false);
                Tensor last = network.apply(Prepare.prepare(inputs(draw, 4), precision));
                seen.put("the last logits", last.toDoubleArray());
                try (Scope inference = Scope.inference()) {
                    Tensor served = network.apply(Prepare.prepare(inputs(draw, 2), precision));
                    seen.put("the served logits", served.toDoubleArray());
                }
            }
            network.buffers().forEach((name, b) -> seen.put(name, b.value().toDoubleArray()));
            network.parameters().forEach((name, p) -> seen.put(name, p.value().toDoubleArray()));
        }
        return seen;
    }

    private static void step(
            Layer network, Optimizer optimizer, Draw draw, int step, Precision precision, Map<String, double[]> seen) {
        try (Scope batch = Scope.open()) {
            Tensor x = inputs(draw, BATCHES[step]);
            Tensor targets = draw.indices(CLASSES, BATCHES[step]);
            Tensor logits = network.apply(Prepare.prepare(x, precision));
            Tensor loss = new CrossEntropyLoss().apply(logits, targets);
            loss.backward();
            seen.put("logits of step " + step, logits.toDoubleArray());
            seen.put("loss of step " + step, loss.toDoubleArray());
            network.parameters()
                    .forEach((name, p) -> seen.put(
                            "gradient of " + name + " in step " + step,
                            Objects.requireNonNull(p.gradient()).toDoubleArray()));
        }
        optimizer.step();
        optimizer.clearGradients();
    }

    private static Tensor inputs(Draw draw, int batch) {
        return Cast.cast(draw.normal(batch, 3, 32, 28), DType.FLOAT32);
    }
}
