package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The summary walks one item through every stage, and names the stage that fails. */
final class SummaryTextTest {
    /** Adds a number. */
    private record Plus(int amount) implements ItemTransform<Integer>, Declarative {
        @Override
        public Integer apply(Integer value, TransformContext context) {
            if (amount > 100) {
                throw new DataException("plus: expected at most 100 but received " + amount + ".");
            }
            return value + amount;
        }

        @Override
        public String kind() {
            return "plus";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("amount", amount);
        }
    }

    @Test
    void showsEveryStage() {
        long before = Scope.currentKernels().liveBytes();
        String summary = Numbers.block(
                        Set.of(),
                        s -> s.itemTransform(new Plus(10))
                                .itemTransform((value, context) -> value * 2)
                                .batchTransform((batch, context) -> batch.withInputs(
                                        List.of(batch.inputs().get(0).reshape(8)))))
                .summary(Numbers.upTo(10));
        assertThat(summary.lines())
                .containsExactly(
                        "items: 10, 8 to train on, 2 to validate on",
                        "input: NumberBlock[broken=[]]",
                        "target: 2 categories (even, odd)",
                        "item: 0",
                        "  input: 0",
                        "  after plus: 10",
                        "  after 2: 20",
                        "  encoded: [2]",
                        "  target: even, encoded: []",
                        "batch of 4: input [4, 2], target [4]",
                        "  after 1: input [8], target [4]");
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }

    @Test
    void namesTheStageThatFails() {
        assertThat(Numbers.block().summary(List.of()))
                .isEqualTo("FAILED at split: data: expected at least two items but received none."
                        + " Check the folder and the file types.");
        assertThat(Numbers.block(Set.of(), s -> s.getY(n -> "one")).summary(Numbers.upTo(10)))
                .contains("\nFAILED at setup: labels: expected at least two classes");
        assertThat(Numbers.block(Set.of(0), s -> {}).summary(Numbers.upTo(10)))
                .endsWith("\nFAILED at input: number 0: expected a sound number but received a broken one.");
        assertThat(Numbers.block(Set.of(), s -> s.itemTransform(new Plus(101))).summary(Numbers.upTo(10)))
                .contains("  input: 0\n")
                .endsWith("\nFAILED at item transform plus: plus: expected at most 100 but received 101.");
        assertThat(Numbers.block(
                                Set.of(),
                                s -> s.batchTransform((batch, context) -> {
                                    throw new IllegalStateException("no batches");
                                }))
                        .summary(Numbers.upTo(10)))
                .contains("  target: even")
                .contains("batch of 4: input [4, 2], target [4]")
                .endsWith("\nFAILED at batch transform 1: java.lang.IllegalStateException: no batches");
    }
}
