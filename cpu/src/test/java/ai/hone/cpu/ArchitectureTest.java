package ai.hone.cpu;

import ai.hone.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** DESIGN.md §3 over this module. */
final class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> oneDnn() {
        return ArchitectureRules.tests("ai.hone.kernel.onednn");
    }
}
