package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The extension guards tests, around their own set-up and tear-down. */
@LeakFree
final class LeakExtensionTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
        Tensor.ones(100);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void setUpMayAllocateWhatTearDownCloses() {
        assertThat(Tensor.ones(3).sum().item()).isEqualTo(3);
    }

    @Test
    void forbidsTensorsOutsideScopes() {
        scope.close();
        assertThatThrownBy(() -> Tensor.ones(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected an open Scope");
    }

    @Test
    @LeakFree(strict = false)
    void canBeLessStrict() {
        scope.close();
        Tensor loose = Tensor.ones(1);
        assertThat(loose.item()).isEqualTo(1);
        loose.free();
    }
}
