package ai.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Labels from paths. */
final class LabellersTest {
    @Test
    void parentLabelIsTheFolder() {
        assertThat(Labellers.parentLabel().apply(Path.of("pets", "cat", "1.jpg")))
                .isEqualTo("cat");
        assertThatThrownBy(() -> Labellers.parentLabel().apply(Path.of("1.jpg")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "1.jpg: expected a file in a folder named after its class but received a file without a folder.");
    }

    @Test
    void regexLabelIsTheFirstGroup() {
        assertThat(Labellers.regexLabel("/([^/]+)_\\d+\\.jpg$").apply(Path.of("pets", "great_pyrenees_173.jpg")))
                .isEqualTo("great_pyrenees");
        assertThatThrownBy(() -> Labellers.regexLabel("_(\\d+)").apply(Path.of("pets", "cat.jpg")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "pets/cat.jpg: expected a path that the pattern _(\\d+) finds a group in but received none.");
        assertThatThrownBy(() -> Labellers.regexLabel("cat").apply(Path.of("pets", "cat.jpg")))
                .hasMessageContaining("its first group is the label");
    }
}
