package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms on the heap: when they see the array, when a tensor, and that order and errors are those of any batch transform. */
final class ArrayTransformTest {
    /** x · factor + 1, on the heap, and the same on tensors. */
    private record Affine(float factor, boolean onTensors) implements ArrayTransform {
        @Override
        public Sample.Floats apply(Sample.Floats inputs, TransformContext context) {
            assertThat(onTensors).isFalse();
            float[] values = inputs.values();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] * factor + 1;
            }
            return new Sample.Floats(values, inputs.shape());
        }

        @Override
        public Batch apply(Batch batch, TransformContext context) {
            assertThat(onTensors).isTrue();
            return batch.withInputs(List.of(batch.inputs().get(0).mul(factor).add(1)));
        }
    }

    private static DataBlock<Integer, Integer, Integer, String, Category> block(
            Consumer<DataBlock.Spec<Integer, Integer, Integer, String>> spec) {
        return Numbers.block(Set.of(), spec);
    }

    private static float[] firstBatch(DataLoader loader) {
        try (Scope scope = Scope.open()) {
            Batch batch = loader.iterator().next();
            assertThat(batch.inputs().get(0).shape()).isEqualTo(Shape.of(2, 2));
            return batch.inputs().get(0).toFloatArray();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void changesTheArrayUntilATransformWantsATensor(int workers) {
        BatchTransform tensors = (batch, context) ->
                batch.withInputs(List.of(batch.inputs().get(0).mul(10)));
        var block = block(s -> s.batchTransform(new Affine(2, false))
                .batchTransform(new Affine(3, false))
                .batchTransform(tensors)
                .batchTransform(new Affine(5, true)));
        try (var dls = block.dataLoaders(Numbers.upTo(20), o -> o.batchSize(2).workers(workers))) {
            float[] values = firstBatch(dls.valid());
            for (int i = 0; i < values.length; i++) {
                int n = 16 + i / 2;
                int x = i % 2 == 0 ? n : -n;
                assertThat(values[i]).isEqualTo(((x * 2 + 1) * 3 + 1) * 10 * 5 + 1);
            }
            try (Scope scope = Scope.inference()) {
                assertThat(dls.inference().prepare(List.of(16, 17)).get(0).toFloatArray())
                        .isEqualTo(values);
            }
        }
    }

    @Test
    void mayReturnAnotherShape() {
        ArrayTransform firstColumn = new ArrayTransform() {
            @Override
            public Sample.Floats apply(Sample.Floats inputs, TransformContext context) {
                float[] values = inputs.values();
                return new Sample.Floats(new float[] {values[0], values[2]}, Shape.of(2, 1));
            }

            @Override
            public Batch apply(Batch batch, TransformContext context) {
                throw new AssertionError("the array is expected");
            }
        };
        try (var dls = block(s -> s.batchTransform(firstColumn)).dataLoaders(Numbers.upTo(20), 2);
                Scope scope = Scope.open()) {
            Batch batch = dls.valid().iterator().next();
            assertThat(batch.inputs().get(0).shape()).isEqualTo(Shape.of(2, 1));
            assertThat(batch.inputs().get(0).toFloatArray()).containsExactly(16, 17);
        }
    }

    @Test
    void errorsNameTheItemsAndTheTransform() {
        ArrayTransform failing = new ArrayTransform() {
            @Override
            public Sample.Floats apply(Sample.Floats inputs, TransformContext context) {
                throw new IllegalStateException("no arrays");
            }

            @Override
            public Batch apply(Batch batch, TransformContext context) {
                return batch;
            }
        };
        var block = block(s -> s.batchTransform(new Affine(1, false)).batchTransform(failing));
        try (var dls = block.dataLoaders(Numbers.upTo(20), 2)) {
            assertThatThrownBy(() -> firstBatch(dls.valid()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("valid items 0 … 1, batch transform 2: expected it to succeed but received"
                            + " java.lang.IllegalStateException: no arrays.");
        }
    }
}
