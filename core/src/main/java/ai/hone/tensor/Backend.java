package ai.hone.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Chooses the default {@link Kernels} once, at first use: the available provider with the highest priority. */
final class Backend {
    /** One provider as found, and why it was passed over: null for the chosen one. */
    record Candidate(Kernels.Provider provider, @Nullable String passedOver) {}

    private static @Nullable Choice chosen;

    private Backend() {}

    /** The default back end.
     * @throws IllegalStateException if there is none on the class path; the message holds the Maven snippet */
    static Kernels kernels() {
        return choice().kernels;
    }

    static List<Candidate> candidates() {
        return choice().candidates;
    }

    static Choice choose(Iterable<Kernels.Provider> providers) {
        List<Kernels.Provider> sorted = new ArrayList<>();
        providers.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(Kernels.Provider::priority).reversed());
        List<Candidate> candidates = new ArrayList<>();
        Kernels.@Nullable Provider chosen = null;
        for (Kernels.Provider provider : sorted) {
            String reason = chosen != null ? "one of higher priority is available" : provider.unavailable();
            candidates.add(new Candidate(provider, reason));
            chosen = reason == null ? provider : chosen;
        }
        if (chosen == null) {
            throw new IllegalStateException(missing(candidates));
        }
        return new Choice(chosen.create(), List.copyOf(candidates));
    }

    private static String missing(List<Candidate> candidates) {
        StringBuilder text = new StringBuilder("back end: expected one on the class path but received none.");
        candidates.forEach(c -> text.append(' ')
                .append(c.provider.getClass().getSimpleName())
                .append(": ")
                .append(c.passedOver)
                .append('.'));
        return text.append(" Add it to your pom.xml:\n")
                .append("  <dependency>\n    <groupId>ai.hone</groupId>\n    <artifactId>hone-cpu</artifactId>\n")
                .append("    <version>")
                .append(Diagnostics.version())
                .append("</version>\n  </dependency>")
                .toString();
    }

    record Choice(Kernels kernels, List<Candidate> candidates) {}

    /** Chosen at first use and kept; a failure is not kept, so that it reads the same each time. */
    private static synchronized Choice choice() {
        Choice choice = chosen;
        if (choice == null) {
            choice = choose(ServiceLoader.load(Kernels.Provider.class, Backend.class.getClassLoader()));
            chosen = choice;
        }
        return choice;
    }
}
