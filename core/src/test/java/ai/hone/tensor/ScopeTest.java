package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who owns a tensor, when its memory goes, and what is said to those who use it later. */
final class ScopeTest {
    private long before;

    @BeforeEach
    void open() {
        before = live();
    }

    @AfterEach
    void close() {
        assertThat(live()).as("live bytes").isEqualTo(before);
    }

    private static long live() {
        return Scope.currentKernels().liveBytes();
    }

    @Test
    void closingFreesWhatWasMadeInside() {
        try (Scope scope = Scope.open()) {
            Tensor.zeros(10, 10).add(1).relu();
            assertThat(live()).isGreaterThanOrEqualTo(before + 400);
        }
    }

    @Test
    void useAfterCloseNamesOperationShapeAndPlace() {
        Tensor y;
        try (Scope scope = Scope.open()) {
            y = Tensor.zeros(2, 3).relu();
        }
        assertThatThrownBy(y::toFloatArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "relu [2, 3] FLOAT32: expected a live tensor but received one whose memory is freed"
                                + " with its scope, opened at ai.hone.tensor.ScopeTest.useAfterCloseNamesOperationShapeAndPlace(ScopeTest.java:")
                .hasMessageEndingWith(". Copy it to the heap, or scope.keep(tensor), before the scope closes.");
        assertThatThrownBy(() -> y.add(1)).isInstanceOf(IllegalStateException.class);
        assertThat(y).hasToString("relu [2, 3] FLOAT32 (freed)");
    }

    @Test
    void aPartFreesWhatNoDerivativeReadsAndHandsUpTheRest() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {-1, 2, 3}, 3).requireGradient();
            Tensor read;
            Tensor unread;
            Tensor unrecorded;
            Tensor detached;
            Tensor y;
            try (Scope part = Scope.part("block")) {
                read = x.add(1);
                unread = read.mul(read);
                unrecorded = Tensor.ones(3).add(1);
                detached = x.add(5);
                y = part.keep(unread.add(unrecorded).add(detached.detach()).relu());
            }
            assertThat(read.toFloatArray()).containsExactly(0, 3, 4);
            assertThat(detached.toFloatArray()).containsExactly(4, 7, 8);
            assertThatThrownBy(unread::toFloatArray)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("multiply [3] FLOAT32: expected a live tensor but received one whose memory"
                            + " is freed with its scope, opened at block.");
            assertThatThrownBy(unrecorded::toFloatArray).isInstanceOf(IllegalStateException.class);
            y.sum().backward();
            assertThat(x.gradient().toFloatArray()).containsExactly(0, 6, 8);
        }
    }

    @Test
    void aPartKeepsWhatADerivativeReadsLater() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2}, 2).requireGradient();
            Tensor frozen;
            Tensor y;
            try (Scope part = Scope.part("block")) {
                frozen = Tensor.ones(2).add(2);
                Tensor later = x.add(0);
                later.add(1);
                y = part.keep(later.mul(frozen));
            }
            y.sum().backward();
            assertThat(x.gradient().toFloatArray()).containsExactly(3, 3);
            assertThat(frozen.toFloatArray()).containsExactly(3, 3);
        }
    }

    @Test
    void aPartWithoutGradientsFreesEverything() {
        try (Scope scope = Scope.inference()) {
            Tensor given;
            try (Scope part = Scope.part("block")) {
                given = Tensor.ones(3);
            }
            assertThatThrownBy(given::toFloatArray).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aPartDoesNotHideThatTensorsAreForbidden() {
        try (Scope scope = Scope.forbidding();
                Scope part = Scope.part("block")) {
            assertThatThrownBy(() -> Tensor.zeros(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("scope: expected an open Scope for a new tensor [1]");
        }
    }

    @Test
    void aScopeMayBeGivenThePlaceThatMessagesName() {
        Tensor y;
        Tensor z;
        try (Scope scope = Scope.open("the training step")) {
            assertThat(Scope.recording()).isTrue();
            y = Tensor.zeros(2);
        }
        try (Scope scope = Scope.inference("the validation step")) {
            assertThat(Scope.recording()).isFalse();
            z = Tensor.zeros(2);
        }
        assertThatThrownBy(y::toFloatArray)
                .hasMessageContaining("memory is freed with its scope, opened at the training step. Copy it");
        assertThatThrownBy(z::toFloatArray).hasMessageContaining("opened at the validation step. Copy it");
    }

    @Test
    void useAfterFreeNamesTheOperation() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.zeros(2);
            x.free();
            x.free();
            assertThatThrownBy(x::item).hasMessageContaining("one element");
            assertThatThrownBy(x::toFloatArray).hasMessageStartingWith("full [2] FLOAT32: expected a live tensor");
        }
    }

    @Test
    void scopesCloseInnermostFirst() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "scope: expected to close the innermost open scope of this thread but received one opened at"
                                + " ai.hone.tensor.ScopeTest.scopesCloseInnermostFirst(ScopeTest.java:")
                .hasMessageEndingWith(
                        "Close scopes innermost first, on the thread that opened them: use try-with-resources.");
        inner.close();
        inner.close();
        outer.close();
    }

    @Test
    void scopesCloseOnTheirThread() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Scope scope = Scope.open()) {
            Thread other = new Thread(() -> {
                try {
                    scope.close();
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            });
            other.start();
            other.join();
            assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
            assertThat(Tensor.ones(1).item()).as("still open").isEqualTo(1);
        }
    }

    @Test
    void keepMovesToTheEnclosingScope() {
        try (Scope outer = Scope.open()) {
            Tensor kept;
            Tensor foreign = Tensor.ones(1);
            try (Scope inner = Scope.open()) {
                kept = inner.keep(Tensor.ones(2).mul(3));
                assertThat(inner.keep(foreign)).isSameAs(foreign);
            }
            assertThat(kept.toFloatArray()).containsExactly(3, 3);
            assertThat(foreign.item()).isEqualTo(1);
        }
    }

    @Test
    void keepOfTheOutermostScopeLeavesTheTensorToTheCaller() {
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = scope.keep(Tensor.ones(2));
        }
        assertThat(kept.toFloatArray()).containsExactly(1, 1);
        kept.free();
    }

    @Test
    void detachedScopesOwnWhatTheyAdopt() {
        Scope owner = Scope.detached();
        Tensor x;
        try (Scope scope = Scope.open()) {
            x = owner.adopt(Tensor.ones(2));
            Tensor.ones(3);
        }
        assertThat(x.toFloatArray()).containsExactly(1, 1);
        owner.close();
        assertThatThrownBy(x::toFloatArray).isInstanceOf(IllegalStateException.class);
        try (Scope scope = Scope.open()) {
            Tensor late = Tensor.ones(1);
            assertThatThrownBy(() -> owner.adopt(late))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "scope: expected an open scope but received one that is closed (ai.hone.tensor.ScopeTest.");
        }
    }

    @Test
    void releasedTensorsWaitForAnAdopter() {
        Tensor x;
        try (Scope scope = Scope.open()) {
            x = Scope.release(Tensor.ones(2));
        }
        try (Scope scope = Scope.open()) {
            assertThat(Scope.adoptHere(x).toFloatArray()).containsExactly(1, 1);
        }
        assertThatThrownBy(x::toFloatArray).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void forbiddingScopesRefuseNewTensors() {
        try (Scope guard = Scope.forbidding()) {
            assertThatThrownBy(() -> Tensor.ones(2, 2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("scope: expected an open Scope for a new tensor [2, 2] but received none here."
                            + " Wrap the code in try (var scope = Scope.open()).");
            try (Scope scope = Scope.open()) {
                assertThat(Tensor.ones(2).sum().item()).isEqualTo(2);
            }
        }
    }

    @Test
    void inferenceScopesRecordNothingInsideThemselves() {
        assertThat(Scope.recording()).isTrue();
        try (Scope scope = Scope.inference();
                Scope inner = Scope.open()) {
            assertThat(Scope.recording()).isFalse();
            assertThat(Tensor.ones(2).requireGradient().mul(2).requiresGradient())
                    .isFalse();
        }
        assertThat(Scope.recording()).isTrue();
    }

    @Test
    void scopesPrintWhereTheyWereOpened() {
        try (Scope scope = Scope.open()) {
            Tensor.ones(1);
            assertThat(scope.toString()).startsWith("Scope(1 tensors, opened at ai.hone.tensor.ScopeTest.");
        }
    }
}
