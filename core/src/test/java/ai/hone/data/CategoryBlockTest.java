package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Vocabularies: sorted, of the training labels, or given. */
final class CategoryBlockTest {
    @Test
    void theVocabularyIsSortedAndOfTheTrainingLabels() {
        CategoryBlock block = new CategoryBlock();
        block.setup(List.of("b", "a", "c", "a"));
        assertThat(block.vocabulary()).containsExactly("a", "b", "c");
        assertThat(block.outputs()).isEqualTo(3);
        assertThat(block.create("b")).isEqualTo(new Category(1, "b")).hasToString("b");
        assertThat(block.decode(new float[] {0.1f, 0.2f, 0.7f})).isEqualTo(new Category(2, "c"));
        assertThat(block.settings()).isEqualTo(Map.of("vocabulary", List.of("a", "b", "c")));
        assertThat(block).hasToString("3 categories (a, b, c)");
    }

    @Test
    void aGivenVocabularyKeepsItsOrder() {
        CategoryBlock block = new CategoryBlock(List.of("z", "a"));
        block.setup(List.of("a", "a"));
        assertThat(block.vocabulary()).containsExactly("z", "a");
        assertThat(((Sample.Longs) block.encode(block.create("a"))).values()).containsExactly(1);
        assertThatThrownBy(() -> new CategoryBlock(List.of("a", "b", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary: expected each class once but received [a, b, a]. Remove the repeated ones.");
    }

    @Test
    void oneClassIsNotEnough() {
        CategoryBlock block = new CategoryBlock();
        assertThatThrownBy(() -> block.setup(List.of("cat", "cat")))
                .isInstanceOf(DataException.class)
                .hasMessage("labels: expected at least two classes in the training items but received only 'cat'."
                        + " Put the pictures of each class into a folder of its own name.");
        assertThatThrownBy(() -> block.setup(List.of())).hasMessageContaining("but received none.");
        block.setup(List.of("cat", "dog"));
        assertThat(block.vocabulary()).as("a failure leaves nothing behind").containsExactly("cat", "dog");
    }

    @Test
    void aLabelOnlyInValidationIsNamed() {
        CategoryBlock block = new CategoryBlock();
        block.setup(Numbers.upTo(12).stream().map(n -> "c" + (n + 10)).toList());
        assertThatThrownBy(() -> block.create("bird"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("label 'bird': expected one of the 12 classes of the training items, c10, c11,")
                .hasMessageContaining("c19, …, but received one that only occurs outside them.");
    }

    @Test
    void itsLoadersFindTheLabelBeforeAnyTraining() {
        DataBlock<Integer, Integer, Integer, String, Category> block =
                Numbers.block(java.util.Set.of(), s -> s.getY(n -> n == 9 ? "nine" : Numbers.parity(n)));
        assertThatThrownBy(() -> block.dataLoaders(Numbers.upTo(10), 2))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("label 'nine': expected one of the 2 classes");
    }

    @Test
    void trainingLabelsOutsideAGivenVocabularyAreFoundBeforeAnyTraining() {
        var block = DataBlock.of(
                new Numbers.NumberBlock(java.util.Set.of()),
                new CategoryBlock(List.of("odd", "uneven")),
                (DataBlock.Spec<Integer, Integer, Integer, String> s) -> s.getX(n -> n)
                        .getY(n -> n == 9 ? "odd" : Numbers.parity(n))
                        .splitter(Splitter.index(List.of(9))));
        assertThatThrownBy(() -> block.dataLoaders(Numbers.upTo(10), 2))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("label 'even': expected one of the 2 classes");
    }
}
