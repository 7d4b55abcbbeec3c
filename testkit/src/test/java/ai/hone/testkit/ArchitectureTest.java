package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** DESIGN.md §3 over core and the test kit; other modules hold the same rules in tests of their own. */
final class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> core() {
        return ArchitectureRules.tests("ai.hone");
    }

    @Test
    void scansCore() {
        JavaClasses classes = new ClassFileImporter().importPackages("ai.hone");
        assertThat(classes.contain("ai.hone.tensor.Tensor")).isTrue();
        assertThat(classes.contain("ai.hone.kernel.nd4j.Nd4jKernels")).isTrue();
    }

    @Test
    void tableFollowsTheDesign() {
        assertThat(PackageTable.allows("ai.hone.train", "ai.hone.optim")).isTrue();
        assertThat(PackageTable.allows("ai.hone.train.callback", "ai.hone.train"))
                .isTrue();
        assertThat(PackageTable.allows("ai.hone.train", "ai.hone.train.callback"))
                .isFalse();
        assertThat(PackageTable.allows("ai.hone.loss", "ai.hone.tensor.op")).isTrue();
        assertThat(PackageTable.allows("ai.hone.loss", "ai.hone.nn")).isFalse();
        assertThat(PackageTable.allows("ai.hone.tensor", "ai.hone.kernel.nd4j")).isFalse();
        assertThat(PackageTable.allows("ai.hone.nn", "ai.hone.vision")).isFalse();
        assertThat(PackageTable.allows("ai.hone.vision", "ai.hone.train")).isTrue();
        assertThat(PackageTable.allows("ai.hone.unheard", "ai.hone.tensor")).isFalse();
    }

    /** Breaks the rules of printing, randomness, shape and name. */
    static class BadHelper {
        double bad() {
            System.out.println("bad");
            return Math.random();
        }
    }

    @Test
    void rulesBite() {
        JavaClasses bad = new ClassFileImporter().importClasses(BadHelper.class);
        for (String rule : new String[] {
            "only report and Diagnostics print",
            "random numbers come from the given generator",
            "names say what a class is"
        }) {
            assertThatThrownBy(() -> ArchitectureRules.rules().get(rule).check(bad))
                    .as(rule)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("BadHelper");
        }
    }
}
