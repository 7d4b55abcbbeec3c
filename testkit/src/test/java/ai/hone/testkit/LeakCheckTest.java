package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The leak check sees what is left behind, and where tensors are made outside scopes. */
final class LeakCheckTest {
    @Test
    void passesWhatIsClosed() {
        LeakCheck check = LeakCheck.start(true);
        try (Scope scope = Scope.open()) {
            assertThat(Tensor.ones(3).sum().item()).isEqualTo(3);
        }
        assertThatCode(() -> check.finish(false)).doesNotThrowAnyException();
    }

    @Test
    void seesWhatIsLeft() {
        LeakCheck check = LeakCheck.start(false);
        Tensor left;
        try (Scope scope = Scope.open()) {
            left = Scope.release(Tensor.ones(3));
        }
        assertThatThrownBy(() -> check.finish(false))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "leak check: expected \\d+ live native bytes after the test, as before it, but received \\d+\\. Close scopes.*");
        left.free();
    }

    @Test
    void keepsQuietAboutFailedTests() {
        LeakCheck check = LeakCheck.start(false);
        Tensor left;
        try (Scope scope = Scope.open()) {
            left = Scope.release(Tensor.ones(3));
        }
        assertThatCode(() -> check.finish(true)).doesNotThrowAnyException();
        left.free();
    }

    @Test
    void namesThePlaceOutsideScopes() {
        LeakCheck check = LeakCheck.start(true);
        Throwable failure = catchThrowable(() -> Tensor.ones(3));
        check.finish(false);
        assertThat(LeakCheck.explained(failure))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "expected every tensor to be made inside a scope but received one made at ai.hone.testkit.LeakCheckTest")
                .hasMessageContaining("LeakCheckTest.java:")
                .hasMessageContaining("Scope.open()")
                .hasCause(failure);
        Throwable other = new IllegalStateException("something else");
        assertThat(LeakCheck.explained(other)).isSameAs(other);
    }
}
