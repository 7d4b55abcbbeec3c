package ai.hone.nn;

import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.dropout;
import static ai.hone.nn.Layers.layerNorm;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.maxPool2d;
import static ai.hone.nn.Layers.relu;
import static ai.hone.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.DType;
import ai.hone.tensor.Scope;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What layers say, refuse, and do in training and evaluation. */
final class LayersTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void showThemselves() {
        assertThat(conv2d(3, 64, 7, c -> c.stride(2).padding(3).bias(false)))
                .hasToString("Conv2d(3, 64, kernel 7×7, stride 2, padding 3, no bias)");
        assertThat(conv2d(
                        4,
                        4,
                        1,
                        3,
                        c -> c.stride(2, 1).padding(0, 1).dilation(1, 2).groups(2)))
                .hasToString("Conv2d(4, 4, kernel 1×3, stride 2×1, padding 0×1, dilation 1×2, groups 2)");
        assertThat(sequential(linear(3, 2, l -> l.bias(false)), batchNorm1d(2), relu(), dropout(0.5)))
                .hasToString("Sequential(Linear(3, 2, no bias), BatchNorm1d(2), Relu(), Dropout(0.5))");
        assertThat(batchNorm2d(
                        8,
                        b -> b.epsilon(1e-3)
                                .momentum(0.01)
                                .fixedStatistics(true)
                                .relu(true)))
                .hasToString("BatchNorm2d(8, epsilon 0.001, momentum 0.01, fixed statistics, ReLU)");
        assertThat(layerNorm(8)).hasToString("LayerNorm(8)");
        assertThat(layerNorm(8, l -> l.epsilon(1e-3))).hasToString("LayerNorm(8, epsilon 0.001)");
        assertThat(maxPool2d(3, p -> p.stride(2).padding(1))).hasToString("MaxPool2d(kernel 3×3, stride 2, padding 1)");
        assertThat(maxPool2d(2)).hasToString("MaxPool2d(kernel 2×2)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void dropoutRefusesWhatIsNoShare(double p) {
        assertThatThrownBy(() -> dropout(p))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dropout: expected a probability of at least 0 and below 1 but received " + p
                        + ". It is the share of elements to drop; 0.5 drops half.");
    }

    @Test
    void refuseImpossibleSizes() {
        assertThatThrownBy(() -> conv2d(0, 4, 3))
                .hasMessageStartingWith("conv2d.in: expected 1 or more but received 0.");
        assertThatThrownBy(() -> conv2d(3, 4, 3, c -> c.stride(0)))
                .hasMessageStartingWith("conv2d.stride: expected 1 or more but received 0.");
        assertThatThrownBy(() -> conv2d(3, 4, 3, c -> c.groups(2)))
                .hasMessageStartingWith("conv2d.groups: expected a divisor of in 3 and out 4 but received 2.");
        assertThatThrownBy(() -> linear(3, 0)).hasMessageStartingWith("linear.out: expected 1 or more but received 0.");
        assertThatThrownBy(() -> maxPool2d(2, p -> p.padding(2)))
                .hasMessageStartingWith("pool.padding: expected at most half the kernel of 2 but received 2.");
        assertThatThrownBy(() -> batchNorm2d(3, b -> b.momentum(2)))
                .hasMessageStartingWith("batchNorm.momentum: expected 0 … 1 but received 2.0.");
        assertThatThrownBy(() -> layerNorm(0))
                .hasMessageStartingWith("layerNorm.features: expected 1 or more but received 0.");
        assertThatThrownBy(() -> layerNorm(3, l -> l.epsilon(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layerNorm.epsilon: expected a number above 0 but received 0.0."
                        + " It keeps rows of equal values from a division by zero.");
    }

    @Test
    void nameThemselvesInErrors() {
        try (Layer model = sequential(linear(4, 3), relu(), linear(5, 2))) {
            model.initialize(0);
            assertThatThrownBy(() -> model.apply(Tensor.zeros(2, 4)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith("2: linear: expected input [N, 5] but received [2, 3].");
        }
        try (Layer norm = batchNorm1d(3)) {
            norm.initialize(0);
            assertThatThrownBy(() -> norm.apply(Tensor.zeros(2, 3, 4, 4)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining(
                            "BatchNorm1d: expected input [N, 3] or [N, 3, L] but received [2, 3, 4, 4]. flatten(1)");
            assertThatThrownBy(() -> norm.apply(Tensor.zeros(1, 3)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("expected more than one value per channel in training");
        }
    }

    @Test
    void layerNormSaysWhatDoesNotFit() {
        try (Layer norm = layerNorm(3)) {
            norm.initialize(0);
            assertThatThrownBy(() -> norm.apply(Tensor.zeros(3, 4)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("LayerNorm: layerNorm: expected input [..., 3] but received [3, 4]."
                            + " The layer's features must equal the last dimension of its input.");
            assertThatThrownBy(() -> norm.apply(Tensor.zeros()))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("layerNorm: expected input [..., 3] but received [].");
            assertThatThrownBy(() -> norm.apply(Tensor.zeros(2, 3).to(DType.FLOAT64)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining(
                            "layerNorm: expected operands of one type but received FLOAT64 [2, 3] and FLOAT32 [3].");
        }
        assertThatThrownBy(() -> ai.hone.tensor.op.LayerNorm.layerNorm(
                        Tensor.zeros(2, 3), Tensor.ones(3), Tensor.zeros(2), 1e-5))
                .isInstanceOf(ShapeException.class)
                .hasMessage("layerNorm: expected weight and bias [C] with at least one feature but received [3] and"
                        + " [2]. There is one of each for every element of a row.");
    }

    @Test
    void layerNormIsTheSameInEvaluationAndKeepsNoStatistics() {
        try (Layer norm = layerNorm(2)) {
            norm.initialize(0);
            assertThat(norm.buffers()).isEmpty();
            assertThat(norm.parameters().values()).extracting(Parameter::kind).containsOnly(Parameter.Kind.NORM);
            Tensor x = Tensor.of(new float[] {1, 3, 10, 30}, 2, 2);
            float[] y = norm.apply(x).toFloatArray();
            norm.train(false);
            assertThat(norm.apply(x).toFloatArray()).containsExactly(y);
        }
    }

    @Test
    void wantValuesFirst() {
        assertThatThrownBy(() -> linear(3, 2).apply(Tensor.zeros(1, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("model.initialize(seed)");
        assertThatThrownBy(() -> dropout(0.5).apply(Tensor.zeros(1, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Dropout: expected a random stream but received none.");
    }

    @Test
    void dropoutKeepsTheMeanInTrainingAndEverythingInEvaluation() {
        Layer layer = dropout(0.25);
        layer.initialize(1);
        Tensor x = Tensor.ones(100, 100);
        float[] y = layer.apply(x).toFloatArray();
        int dropped = 0;
        for (float v : y) {
            dropped += v == 0 ? 1 : 0;
            assertThat(v).isIn(0f, (float) (1 / 0.75));
        }
        assertThat(dropped).isBetween(2300, 2700);
        assertThat(layer.apply(x).toFloatArray()).isNotEqualTo(y);
        layer.train(false);
        assertThat(layer.apply(x)).isSameAs(x);
        assertThat(dropout(0).apply(x)).isSameAs(x);
    }

    @Test
    void batchNormFollowsBatchesEvenWhenFrozenUnlessFixed() {
        Tensor x = Tensor.of(new float[] {1, 3}, 2, 1);
        try (Layer norm = batchNorm1d(1);
                Layer fixed = batchNorm1d(1, b -> b.fixedStatistics(true))) {
            norm.initialize(0);
            fixed.initialize(0);
            norm.parameters().values().forEach(p -> p.trainable(false));
            norm.apply(x);
            assertThat(norm.state().get("running_mean"))
                    .isNotNull()
                    .satisfies(t -> assertThat(t.item()).isEqualTo(0.2f));
            // 0.9·1 + 0.1·2: the unbiased variance of 1 and 3 is 2
            assertThat(norm.state().get("running_var"))
                    .isNotNull()
                    .satisfies(t -> assertThat(t.item()).isEqualTo(1.1f));
            assertThat(fixed.apply(x).toFloatArray())
                    .containsExactly((float) (1 / Math.sqrt(1 + 1e-5)), (float) (3 / Math.sqrt(1 + 1e-5)));
            assertThat(fixed.state().get("running_mean"))
                    .isNotNull()
                    .satisfies(t -> assertThat(t.item()).isZero());
        }
    }

    /** Twice x·Wᵀ beside x: what the sums read is not wanted on the way back, but for W and the inputs of the products. */
    private static final class Residual extends Layer {
        private final Layer first = child("first", linear(64, 64, l -> l.bias(false)));
        private final Layer second = child("second", linear(64, 64, l -> l.bias(false)));

        @Override
        protected Tensor forward(Tensor x) {
            Tensor y = first.apply(x).add(x);
            return second.apply(y).add(y);
        }
    }

    @Test
    void keepOnlyWhatTheWayBackReads() {
        long array = 64 * 64 * 4;
        Tensor x = Tensor.ones(64, 64);
        try (Layer layer = new Residual()) {
            layer.initialize(1);
            long before = Scope.currentKernels().liveBytes();
            Tensor y = layer.apply(x);
            assertThat(Scope.currentKernels().liveBytes() - before)
                    .as("the second product's input, and the output")
                    .isBetween(2 * array, 2 * array + 1024);
            y.sum().backward();
            layer.parameters().values().forEach(p -> assertThat(p.hasGradient()).isTrue());

            layer.parameters().values().forEach(p -> p.trainable(false));
            long frozen = Scope.currentKernels().liveBytes();
            layer.apply(x);
            assertThat(Scope.currentKernels().liveBytes() - frozen)
                    .as("of a frozen layer the output alone")
                    .isBetween(array, array + 1024);
        }
    }

    @Test
    void weightsStartAsPyTorchs() {
        try (Layer layer = linear(100, 1000);
                Layer conv = conv2d(4, 500, 5)) {
            layer.initialize(0);
            conv.initialize(0);
            for (Layer l : new Layer[] {layer, conv}) {
                l.parameters().forEach((name, p) -> {
                    float[] values = p.value().toFloatArray();
                    double squares = 0;
                    for (float v : values) {
                        assertThat(Math.abs(v)).isLessThanOrEqualTo(0.1f);
                        squares += v * v;
                    }
                    // A uniform number in ±1/√100 has variance 1/300.
                    assertThat(squares / values.length).as(name).isBetween(0.9 / 300, 1.1 / 300);
                });
            }
        }
    }
}
