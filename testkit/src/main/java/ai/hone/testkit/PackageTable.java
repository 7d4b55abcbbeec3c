package ai.hone.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which package of {@code core} may use which, as in DESIGN.md §3; what a package may use, its users may use too. */
final class PackageTable {
    private static final String ROOT = "ai.hone.";
    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    /** Packages of other modules: they may use all of core but its kernels, which another rule sees to. */
    private static final Set<String> OTHER_MODULES = Set.of(
            "vision",
            "tabular",
            "collab",
            "text",
            "dl4j",
            "testkit",
            "examples",
            "benchmarks",
            "kernel.onednn",
            "kernel.cuda");

    static {
        row("tensor");
        row("kernel.nd4j", "tensor");
        row("random");
        row("nn", "tensor", "random");
        row("loss", "tensor");
        row("metric", "tensor");
        row("optim", "nn", "tensor");
        row("data", "tensor", "random");
        row("io", "tensor", "nn");
        row("hub", "io");
        row("train", "nn", "loss", "metric", "optim", "data", "io", "random");
        row("train.callback", "train");
        row("interpret", "train");
        row("report", "train");
    }

    private PackageTable() {}

    /** Adds a row, with all that the used packages may use; they stand in earlier rows. */
    private static void row(String name, String... uses) {
        Set<String> all = new TreeSet<>();
        for (String used : uses) {
            all.add(used);
            all.addAll(MAY_USE.getOrDefault(used, Set.of()));
        }
        MAY_USE.put(name, all);
    }

    static ArchRule rule() {
        return classes()
                .that()
                .resideInAPackage(ROOT + ".")
                .should(new ArchCondition<>("use only packages that DESIGN.md §3 allows") {
                    @Override
                    public void check(JavaClass c, ConditionEvents events) {
                        for (Dependency d : c.getDirectDependenciesFromSelf()) {
                            String to = d.getTargetClass().getPackageName();
                            if (to.startsWith(ROOT)) {
                                String from = c.getPackageName();
                                events.add(new SimpleConditionEvent(
                                        c,
                                        allows(from, to),
                                        from + " may use " + uses(from) + ", but " + d.getDescription()));
                            }
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    /** Whether a class of one package may use a class of another. */
    static boolean allows(String from, String to) {
        String row = row(from, MAY_USE.keySet());
        if (row == null) {
            return row(from, OTHER_MODULES) != null;
        }
        String target = row(to, MAY_USE.keySet());
        return row.equals(target)
                || (target != null && MAY_USE.getOrDefault(row, Set.of()).contains(target));
    }

    private static String uses(String from) {
        String row = row(from, MAY_USE.keySet());
        return row == null ? "nothing before it has a row in ai.hone.testkit.PackageTable" : MAY_USE.get(row) + " only";
    }

    /** The longest name that is the package or encloses it. */
    private static @Nullable String row(String packageName, Set<String> names) {
        String best = null;
        for (String name : names) {
            if ((packageName + ".").startsWith(ROOT + name + ".") && (best == null || name.length() > best.length())) {
                best = name;
            }
        }
        return best;
    }
}
