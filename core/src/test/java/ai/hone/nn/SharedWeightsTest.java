package ai.hone.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.hone.optim.Optimizer;
import ai.hone.optim.ParameterGroup;
import ai.hone.optim.Sgd;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.Conv2d;
import ai.hone.tensor.op.Linear;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A parameter lends the memory of its gradient to the first operation that wants to write there. However often it is used, and however often
 * gradients arrive before they are cleared, the sum is that of separate parameters.
 */
final class SharedWeightsTest {
    private static final Geometry SAME = Geometry.square(3, 1, 1, 1, 1);

    private Scope scope;
    private long before;

    @BeforeEach
    void open() {
        before = Scope.currentKernels().liveBytes();
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }

    /** What can be applied twice: its layer, an input, and the operation with given weights. */
    static Stream<Arguments> operations() {
        return Stream.of(
                Arguments.of(
                        "linear",
                        (Supplier<Layer>) () -> Layers.linear(4, 4, l -> l.bias(false)),
                        new long[] {3, 4},
                        (BinaryOperator<Tensor>) (x, w) -> Linear.linear(x, w, null)),
                Arguments.of(
                        "convolution",
                        (Supplier<Layer>)
                                () -> Layers.conv2d(3, 3, 3, c -> c.padding(1).bias(false)),
                        new long[] {2, 3, 5, 4},
                        (BinaryOperator<Tensor>) (x, w) -> Conv2d.conv2d(x, w, null, SAME)),
                Arguments.of(
                        "convolution of 16 channels",
                        (Supplier<Layer>)
                                () -> Layers.conv2d(16, 16, 3, c -> c.padding(1).bias(false)),
                        new long[] {2, 16, 5, 4},
                        (BinaryOperator<Tensor>) (x, w) -> Conv2d.conv2d(x, w, null, SAME)));
    }

    private static Tensor input(long... dims) {
        SplittableRandom random = new SplittableRandom(7);
        float[] values = new float[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, dims);
    }

    private static Parameter weight(Layer layer) {
        return Objects.requireNonNull(layer.parameters().get("weight"));
    }

    private static float[] gradient(Parameter p) {
        return Objects.requireNonNull(p.gradient()).toFloatArray();
    }

    private static void assertSum(Parameter shared, Parameter... separate) {
        float[] sum = new float[(int) shared.shape().size()];
        for (Parameter p : separate) {
            float[] one = gradient(p);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += one[i];
            }
        }
        assertClose(gradient(shared), sum);
    }

    private static void assertClose(float[] actual, float[] expected) {
        float largest = 0;
        for (float v : expected) {
            largest = Math.max(largest, Math.abs(v));
        }
        assertThat(largest).isPositive();
        assertThat(actual).containsExactly(expected, within(largest * 1e-5f));
    }

    private static Layer initialized(Supplier<Layer> layer) {
        Layer made = layer.get();
        made.initialize(5);
        return made;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void twoLeavesOfOneParameter(String name, Supplier<Layer> layer, long[] dims) {
        try (Layer shared = initialized(layer);
                Layer first = initialized(layer);
                Layer second = initialized(layer)) {
            shared.apply(shared.apply(input(dims)).tanh()).square().sum().backward();
            second.apply(first.apply(input(dims)).tanh()).square().sum().backward();
            assertSum(weight(shared), weight(first), weight(second));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void oneLeafUsedTwice(String name, Supplier<Layer> layer, long[] dims, BinaryOperator<Tensor> operation) {
        try (Layer shared = initialized(layer);
                Layer first = initialized(layer);
                Layer second = initialized(layer)) {
            Tensor w = weight(shared).value();
            operation
                    .apply(operation.apply(input(dims), w).tanh(), w)
                    .square()
                    .sum()
                    .backward();
            second.apply(first.apply(input(dims)).tanh()).square().sum().backward();
            assertSum(weight(shared), weight(first), weight(second));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void aLeafThatIsPenalisedToo(String name, Supplier<Layer> layer, long[] dims, BinaryOperator<Tensor> operation) {
        try (Layer shared = initialized(layer);
                Layer first = initialized(layer);
                Layer second = initialized(layer)) {
            first.apply(input(dims)).square().sum().backward();
            weight(second).value().square().sum().backward();
            for (boolean penaltyFirst : new boolean[] {true, false}) {
                weight(shared).clearGradient();
                Tensor w = weight(shared).value();
                Tensor penalty = penaltyFirst ? w.square().sum() : null;
                Tensor loss = operation.apply(input(dims), w).square().sum();
                loss.add(penalty == null ? w.square().sum() : penalty).backward();
                assertSum(weight(shared), weight(first), weight(second));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void gradientsAccumulateUntilTheyAreCleared(String name, Supplier<Layer> layer, long[] dims) {
        try (Layer shared = initialized(layer);
                Layer first = initialized(layer);
                Layer second = initialized(layer)) {
            first.apply(input(dims)).square().sum().backward();
            second.apply(input(dims).mul(0.5)).square().sum().backward();
            for (int pass = 0; pass < 2; pass++) {
                shared.apply(input(dims)).square().sum().backward();
                assertClose(gradient(weight(shared)), gradient(weight(first)));
                shared.apply(input(dims).mul(0.5)).square().sum().backward();
                assertSum(weight(shared), weight(first), weight(second));
                weight(shared).clearGradient();
                assertThat(weight(shared).hasGradient()).isFalse();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void theSameGraphTwice(String name, Supplier<Layer> layer, long[] dims) {
        try (Layer shared = initialized(layer);
                Layer once = initialized(layer)) {
            Tensor loss =
                    shared.apply(shared.apply(input(dims)).tanh()).square().sum();
            loss.backward();
            loss.backward();
            Tensor other = once.apply(once.apply(input(dims)).tanh()).square().sum();
            other.backward();
            assertSum(weight(shared), weight(once), weight(once));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void insideAnOptimisersFlatArrays(String name, Supplier<Layer> layer, long[] dims) {
        try (Layer shared = initialized(layer);
                Layer first = initialized(layer);
                Layer second = initialized(layer);
                Optimizer optimizer =
                        new Optimizer(List.of(new ParameterGroup("all", List.of(weight(shared)))), new Sgd())) {
            for (int step = 0; step < 2; step++) {
                shared.apply(shared.apply(input(dims)).tanh()).square().sum().backward();
                second.apply(first.apply(input(dims)).tanh()).square().sum().backward();
                assertSum(weight(shared), weight(first), weight(second));
                optimizer.step();
                optimizer.clearGradients();
                float[] moved = weight(shared).value().toFloatArray();
                for (Parameter p : new Parameter[] {weight(first), weight(second)}) {
                    p.assign(moved);
                    p.clearGradient();
                }
            }
        }
    }

    @Test
    void aLentGradientThatNeverArrivesIsNotCounted() {
        try (Layer layer = initialized(() -> Layers.linear(4, 4, l -> l.bias(false)))) {
            assertThat(weight(layer).gradient()).isNull();
            layer.apply(input(3, 4)).square().sum().backward();
            float[] one = gradient(weight(layer));
            weight(layer).clearGradient();
            assertThat(weight(layer).gradient()).isNull();
            layer.apply(input(3, 4)).square().sum().backward();
            assertThat(gradient(weight(layer))).containsExactly(one);
        }
    }
}
