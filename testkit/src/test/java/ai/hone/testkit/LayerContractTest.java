package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.nn.Buffer;
import ai.hone.nn.Initializer;
import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.tensor.DType;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.Dropout;
import ai.hone.tensor.op.Linear;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The layer contract passes sound layers and names what is wrong with others. */
final class LayerContractTest {
    private static final Shape INPUT = Shape.of(4, 3);

    /** A sound layer with a weight, a bias and a count of the batches it saw, and room for a fault. */
    private static final class Affine extends Layer {
        private final Parameter weight = parameter("weight", Shape.of(2, 3), Initializer.normal(1));
        private final Parameter bias = parameter("bias", Shape.of(2), Initializer.zeros());
        private final Buffer seen = buffer("seen", Shape.of(1), 0);
        private final BiFunction<Affine, Tensor, Tensor> forward;
        private final String text;
        private @Nullable RandomGenerator random;
        private @Nullable Tensor cached;

        Affine(String text, BiFunction<Affine, Tensor, Tensor> forward) {
            this.text = text;
            this.forward = forward;
        }

        @Override
        protected Tensor forward(Tensor x) {
            if (training()) {
                seen.lerp(Tensor.full(1, seen.value().dtype(), 1), 1, 0.5);
            }
            return forward.apply(this, x);
        }

        Tensor linear(Tensor x) {
            return Linear.linear(x, weight.value(), bias.value());
        }

        Tensor dropped(Tensor x) {
            return training() && random != null ? Dropout.dropout(x, 0.5, random) : x;
        }

        @Override
        protected void seed(RandomGenerator generator) {
            random = generator;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Rows of a table. */
    private static final class Rows extends Layer {
        private final Parameter weight = parameter("weight", Shape.of(7, 2), Initializer.normal(1));

        @Override
        protected Tensor forward(Tensor x) {
            return weight.value().gather(x);
        }

        @Override
        public String toString() {
            return "rows(7, 2)";
        }
    }

    private static void verify(BiFunction<Affine, Tensor, Tensor> forward, Consumer<LayerContract.Options> options) {
        LayerContract.verify(() -> new Affine("affine(3, 2)", forward), INPUT, options);
    }

    private static void assertBroken(BiFunction<Affine, Tensor, Tensor> forward, String message) {
        assertThatThrownBy(() -> verify(forward, o -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("layer contract, input [4, 3]: expected ")
                .hasMessageContaining(message);
    }

    @Test
    void passesSoundLayers() {
        verify(Affine::linear, o -> o.output(Shape.of(4, 2)));
        verify((layer, x) -> layer.dropped(layer.linear(x)), LayerContract.Options::trainingDiffers);
        LayerContract.verify(Rows::new, Shape.of(4, 5), o -> o.indices(7).output(Shape.of(4, 5, 2)));
    }

    @Test
    void checksTheShape() {
        assertThatThrownBy(() -> verify(Affine::linear, o -> o.output(Shape.of(4, 9))))
                .hasMessage(
                        "layer contract, input [4, 3]: expected output [4, 9] but received [4, 2]. Check the layer's sizes.");
    }

    @Test
    void checksTheType() {
        assertBroken((layer, x) -> layer.linear(x).to(DType.FLOAT32), "expected FLOAT64 output but received FLOAT32");
    }

    @Test
    void checksTheName() {
        assertThatThrownBy(() -> LayerContract.verify(() -> new Affine("Affine@1f", Affine::linear), INPUT))
                .hasMessageContaining("expected a readable toString() of one line")
                .hasMessageContaining("but received 'Affine@1f'. Override toString().");
    }

    @Test
    void checksThatValuesAreFinite() {
        assertBroken((layer, x) -> layer.linear(x).add(-1e6).sqrt(), "expected finite outputs");
    }

    @Test
    void checksRows() {
        assertBroken(
                (layer, x) -> layer.linear(x.sub(x.mean())), "expected row 1 alone to give what it gives in its batch");
    }

    @Test
    void checksModes() {
        assertBroken((layer, x) -> layer.dropped(layer.linear(x)), "expected training to equal evaluation");
        assertThatThrownBy(() -> verify(Affine::linear, LayerContract.Options::trainingDiffers))
                .hasMessageContaining("expected training to differ from evaluation, as declared");
    }

    @Test
    void checksDeterminism() {
        AtomicInteger instances = new AtomicInteger();
        assertThatThrownBy(() -> LayerContract.verify(
                        () -> {
                            double own = instances.incrementAndGet();
                            return new Affine(
                                    "affine", (layer, x) -> layer.linear(x).mul(own));
                        },
                        INPUT))
                .hasMessageContaining("expected the same output from the same seed, in training");
        assertThatThrownBy(() -> verify(
                        (layer, x) -> Dropout.dropout(
                                layer.linear(x), 0.5, new SplittableRandom(instances.incrementAndGet())),
                        o -> o.trainingDiffers().rowsDepend()))
                .hasMessageContaining("expected evaluation to give the same output twice");
    }

    @Test
    void checksGradients() {
        assertBroken(
                (layer, x) -> Linear.linear(
                        x, layer.weight.value(), layer.bias.value().detach()),
                "expected a gradient for bias but received none");
    }

    @Test
    void checksFreezing() {
        assertBroken(
                (layer, x) -> {
                    Tensor kept = layer.cached;
                    kept = kept == null ? layer.weight.value() : kept;
                    layer.cached = kept;
                    return Linear.linear(x, kept, layer.bias.value());
                },
                "expected no gradient for frozen weight while weight is frozen but received one");
    }

    @Test
    void checksTheState() {
        assertThatThrownBy(() -> LayerContract.verify(
                        () -> {
                            int[] batches = {1};
                            return new Affine(
                                    "affine",
                                    (layer, x) -> layer.linear(x).mul(layer.training() ? ++batches[0] : batches[0]));
                        },
                        INPUT))
                .hasMessageContaining(
                        "expected an equal output, in evaluation, after the state is loaded into a new instance");
    }

    @Test
    void checksLeaks() {
        assertBroken(
                (layer, x) -> {
                    Scope.release(x.mul(2));
                    return layer.linear(x);
                },
                "live bytes after the layer is closed but received ");
    }
}
