package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.data.ArrayTransform;
import ai.hone.data.Batch;
import ai.hone.data.Sample;
import ai.hone.data.TransformContext;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import ai.hone.testkit.ReferenceKernels;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AugTransformsTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open(new ReferenceKernels());
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Batch batch(int n, int c, int h, int w) {
        SplittableRandom random = new SplittableRandom(2);
        float[] values = new float[n * c * h * w];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new Batch(
                List.of(Tensor.of(values, n, c, h, w)),
                List.of(),
                IntStream.range(0, n).boxed().toList());
    }

    private static TransformContext training(long seed) {
        return new TransformContext(true, new SplittableRandom(seed));
    }

    @Test
    void changesTrainingPicturesByTheSeed() {
        Batch batch = batch(4, 3, 8, 6);
        AugTransforms transform = Transforms.augTransforms();
        float[] once = transform.apply(batch, training(1)).inputs().get(0).toFloatArray();
        float[] again = transform.apply(batch, training(1)).inputs().get(0).toFloatArray();
        float[] other = transform.apply(batch, training(2)).inputs().get(0).toFloatArray();
        assertThat(once).isEqualTo(again).isNotEqualTo(other).hasSize(4 * 3 * 8 * 6);
        for (float v : once) {
            assertThat(v).isBetween(0f, 1f);
        }
    }

    @Test
    void leavesValidationAlone() {
        Batch batch = batch(2, 1, 5, 4);
        assertThat(Transforms.augTransforms().apply(batch, ResizeTest.VALIDATION))
                .isSameAs(batch);
    }

    @Test
    void reachesItsSizeInBoth() {
        Batch batch = batch(2, 3, 20, 16);
        AugTransforms transform = Transforms.augTransforms(o -> o.size(6, 5));
        assertThat(transform.apply(batch, training(1)).inputs().get(0).shape()).hasToString("[2, 3, 6, 5]");
        Batch valid = transform.apply(batch, ResizeTest.VALIDATION);
        assertThat(valid.inputs().get(0).shape()).hasToString("[2, 3, 6, 5]");
        assertThat(valid.items()).isEqualTo(batch.items());
        assertThat(transform
                        .apply(batch, ResizeTest.VALIDATION)
                        .inputs()
                        .get(0)
                        .valuesEqual(valid.inputs().get(0)))
                .isTrue();
    }

    @Test
    void leavesOtherInputsAlone() {
        Tensor ids = Tensor.of(new long[] {1, 2}, 2);
        Tensor picture = batch(2, 3, 4, 4).inputs().get(0);
        Batch batch = new Batch(List.of(ids, picture, picture), List.of(), List.of(0, 1));
        Batch result = Transforms.augTransforms().apply(batch, training(1));
        assertThat(result.inputs().get(0)).isSameAs(ids);
        assertThat(result.inputs().get(1).valuesEqual(result.inputs().get(2))).isTrue();
    }

    @Test
    void normalizesEachChannel() {
        Batch batch = batch(2, 3, 2, 2);
        float[] before = batch.inputs().get(0).toFloatArray();
        float[] after = Normalize.IMAGENET
                .apply(batch, ResizeTest.VALIDATION)
                .inputs()
                .get(0)
                .toFloatArray();
        for (int i = 0; i < before.length; i++) {
            int c = i / 4 % 3;
            double wanted = (before[i] - Normalize.IMAGENET.mean().get(c))
                    / Normalize.IMAGENET.std().get(c);
            assertThat((double) after[i]).isCloseTo(wanted, within(1e-5));
        }
    }

    @Test
    void onTheHeapTheNumbersAreTheSame() {
        Batch batch = batch(4, 3, 8, 6);
        Tensor pictures = batch.inputs().get(0);
        for (ArrayTransform transform :
                List.of(Transforms.augTransforms(), Transforms.augTransforms(o -> o.size(5, 7)), Normalize.IMAGENET)) {
            Tensor expected = transform.apply(batch, training(3)).inputs().get(0);
            Sample.Floats result =
                    transform.apply(new Sample.Floats(pictures.toFloatArray(), pictures.shape()), training(3));
            assertThat(result.shape()).isEqualTo(expected.shape());
            assertThat(result.values()).isEqualTo(expected.toFloatArray());
        }
        Sample.Floats untouched = new Sample.Floats(pictures.toFloatArray(), pictures.shape());
        assertThat(Transforms.augTransforms().apply(untouched, ResizeTest.VALIDATION))
                .isSameAs(untouched);
        assertThatThrownBy(() ->
                        Transforms.augTransforms().apply(new Sample.Floats(new float[10], Shape.of(2, 5)), training(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("augTransforms: expected a batch of pictures [N, C, H, W] but received [2, 5] FLOAT32."
                        + " Use this transform with image blocks only.");
    }

    @Test
    void saysWhatBatchItCannotTake() {
        Batch numbers = new Batch(List.of(Tensor.zeros(2, 5)), List.of(), List.of(0, 1));
        assertThatThrownBy(() -> Transforms.augTransforms().apply(numbers, training(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("augTransforms: expected a batch of pictures [N, C, H, W] but received [2, 5] FLOAT32."
                        + " Use this transform with image blocks only.");
        assertThatThrownBy(() -> Normalize.MNIST.apply(batch(2, 3, 4, 4), training(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("normalize: expected pictures with 1 channels, [N, 1, H, W], but received [2, 3, 4, 4]."
                        + " Give one mean and deviation for each channel.");
    }
}
