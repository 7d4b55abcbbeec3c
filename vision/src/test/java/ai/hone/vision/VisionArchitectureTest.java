package ai.hone.vision;

import ai.hone.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules of the code's shape, over this module. */
final class VisionArchitectureTest {
    @TestFactory
    Stream<DynamicTest> vision() {
        return ArchitectureRules.tests("ai.hone.vision");
    }
}
