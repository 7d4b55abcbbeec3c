package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The choice of the back end. */
final class BackendTest {
    private static final Kernels KERNELS = (Kernels) Proxy.newProxyInstance(
            Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private record Fake(int priority, @Nullable String unavailable, boolean creates) implements Kernels.Provider {
        @Override
        public Kernels create() {
            assertThat(creates).as("only the chosen one is created").isTrue();
            return KERNELS;
        }
    }

    @Test
    void withoutAProviderTheMessageHoldsTheMavenSnippet() {
        assertThatThrownBy(() -> Backend.choose(List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("back end: expected one on the class path but received none. Add it to your pom.xml:\n"
                        + "  <dependency>\n    <groupId>ai.hone</groupId>\n    <artifactId>hone-cpu</artifactId>\n    <version>"
                        + Diagnostics.version() + "</version>\n  </dependency>");
    }

    @Test
    void providersThatCannotRunAreNamedWithTheReason() {
        assertThatThrownBy(() -> Backend.choose(List.of(new Fake(0, "no processor", false))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("received none. Fake: no processor. Add it to your pom.xml:");
    }

    @Test
    void theHighestPriorityThatIsAvailableWins() {
        Fake low = new Fake(0, null, false);
        Fake high = new Fake(100, null, true);
        Fake broken = new Fake(200, "no device", false);
        Backend.Choice choice = Backend.choose(List.of(low, broken, high));
        assertThat(choice.kernels()).isSameAs(KERNELS);
        assertThat(choice.candidates())
                .containsExactly(
                        new Backend.Candidate(broken, "no device"),
                        new Backend.Candidate(high, null),
                        new Backend.Candidate(low, "one of higher priority is available"));
    }
}
