package ai.hone.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * The shape of Hone's code: which package may use which, no cycles, ND4J behind the seam, no console, no hidden randomness, sealed
 * class shapes and honest names. Needs ArchUnit on the class path.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> architecture() {
 *     return ArchitectureRules.tests("ai.hone.vision");
 * }
 * }</pre>
 */
public final class ArchitectureRules {
    private ArchitectureRules() {}

    /** One test per rule over all classes, but for tests, in and below a package. */
    public static Stream<DynamicTest> tests(String packageName) {
        AtomicReference<@Nullable JavaClasses> imported = new AtomicReference<>();
        return rules().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> {
                    JavaClasses classes = imported.get();
                    if (classes == null) {
                        classes = new ClassFileImporter()
                                .withImportOption(location ->
                                        !location.contains("/test-classes/") && !location.contains("-tests.jar"))
                                .importPackages(packageName);
                        imported.set(classes);
                    }
                    rule.getValue().check(classes);
                }));
    }

    static Map<String, ArchRule> rules() {
        return Map.of(
                "packages use only what they may", PackageTable.rule(),
                "packages have no cycles",
                        slices().matching("ai.hone.(*)..")
                                .should()
                                .beFreeOfCycles()
                                .allowEmptyShould(true),
                "ND4J stays behind the seam", nd4j(),
                "only report and Diagnostics print", console(),
                "random numbers come from the given generator", random(),
                "top-level classes are final, abstract, records, enums or interfaces", shapes(),
                "names say what a class is", names());
    }

    private static ArchRule nd4j() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("ai.hone.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "ai.hone.kernel..")
                .because("another back end must be able to take its place")
                .allowEmptyShould(true);
    }

    private static ArchRule console() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("ai.hone.report..")
                .and()
                .doNotHaveFullyQualifiedName("ai.hone.tensor.Diagnostics")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("a library logs through System.Logger and shows progress in ai.hone.report")
                .allowEmptyShould(true);
    }

    private static ArchRule random() {
        return noClasses()
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("are java.util.Random or ThreadLocalRandom") {
                    @Override
                    public boolean test(JavaClass c) {
                        return c.getName().equals("java.util.Random")
                                || c.getName().equals("java.util.concurrent.ThreadLocalRandom");
                    }
                })
                .orShould()
                .callMethod(Math.class, "random")
                .because("one seed must decide every number: take a RandomGenerator")
                .allowEmptyShould(true);
    }

    private static ArchRule shapes() {
        return classes()
                .that()
                .areTopLevelClasses()
                .should(new ArchCondition<>("be final, abstract, a record, an enum or an interface") {
                    @Override
                    public void check(JavaClass c, ConditionEvents events) {
                        boolean sealed = c.getModifiers().contains(JavaModifier.FINAL)
                                || c.getModifiers().contains(JavaModifier.ABSTRACT)
                                || c.isRecord()
                                || c.isEnum()
                                || c.isInterface();
                        events.add(new SimpleConditionEvent(
                                c, sealed, c.getName() + " is open to subclasses. Make it final."));
                    }
                })
                .allowEmptyShould(true);
    }

    private static ArchRule names() {
        return noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils)")
                .because("a name says what a thing is")
                .allowEmptyShould(true);
    }
}
