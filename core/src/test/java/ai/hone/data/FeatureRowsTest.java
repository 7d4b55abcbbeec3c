package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loaders whose inputs were computed once. */
final class FeatureRowsTest {
    private static final Function<Batch, Tensor> TENFOLD =
            batch -> batch.inputs().get(0).mul(10).reshape(batch.size(), 2, 1);

    private static List<String> epoch(DataLoader loader, float factor) {
        List<String> seen = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            for (Batch batch : loader) {
                float[] values = batch.inputs().get(0).toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] *= factor;
                }
                seen.add(batch.items() + " " + java.util.Arrays.toString(values) + " "
                        + java.util.Arrays.toString(batch.targets().get(0).toLongArray()));
            }
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void itemsTargetsAndOrderStay(int workers) {
        long before = Scope.currentKernels().liveBytes();
        Set<Integer> asked = new HashSet<>();
        try (var dls = Numbers.block(Set.of(3, 17), s -> {})
                .dataLoaders(Numbers.upTo(23), o -> o.batchSize(4).workers(workers))) {
            epoch(dls.train(), 1);
            long next = dls.train().epoch();
            var features = dls.withInputs(
                            batch -> {
                                assertThat(asked.addAll(batch.items())
                                                || !batch.items().isEmpty())
                                        .isTrue();
                                return TENFOLD.apply(batch);
                            },
                            1000)
                    .orElseThrow();
            assertThat(asked).hasSizeGreaterThanOrEqualTo(16).doesNotContain(18);
            assertThat(dls.train().epoch()).isEqualTo(next);
            for (int i = 0; i < 3; i++) {
                assertThat(epoch(features.train(), 1)).isEqualTo(epoch(dls.train(), 10));
            }
            assertThat(epoch(features.valid(), 1)).isEqualTo(epoch(dls.valid(), 10));
            assertThat(features.train().batches()).isEqualTo(dls.train().batches());
            assertThat(features.skipped()).isEqualTo(dls.skipped());
            try (Scope scope = Scope.open()) {
                assertThat(features.valid().iterator().next().inputs().get(0).shape())
                        .hasToString("[4, 2, 1]");
            }
        }
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }

    @Test
    void moreThanTheLimitIsNone() {
        try (var dls = Numbers.block().dataLoaders(Numbers.upTo(20), 4)) {
            assertThat(dls.withInputs(TENFOLD, 20 * 2 * 4)).isPresent();
            assertThat(dls.withInputs(TENFOLD, 20 * 2 * 4 - 1)).isEmpty();
        }
    }

    @Test
    void onlyDeclaredTransformsAreRepeatable() {
        ItemTransform<Integer> sure = new ItemTransform<>() {
            @Override
            public Integer apply(Integer value, TransformContext context) {
                return value + 1;
            }

            @Override
            public boolean repeatable() {
                return true;
            }
        };
        BatchTransform unsure = (batch, context) -> batch;
        try (var none = Numbers.block().dataLoaders(Numbers.upTo(20), 4);
                var declared =
                        Numbers.block(Set.of(), s -> s.itemTransform(sure)).dataLoaders(Numbers.upTo(20), 4)) {
            assertThat(none.repeatable()).isTrue();
            assertThat(declared.repeatable()).isTrue();
            assertThat(declared.withBatchTransform(unsure).repeatable()).isFalse();
        }
    }
}
