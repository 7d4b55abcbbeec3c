package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a precision means on a back end that has bfloat16 and on one that lacks it. */
final class PrecisionTest {
    /** A back end that is asked for its name and for what it lacks, and for nothing else. */
    private static Kernels lacking(@Nullable String reason) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "lacksBfloat16" -> reason;
                    case "name" -> "some kernels";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void autoTakesBfloat16WhereItIsNative() {
        assertThat(Precision.AUTO.on(lacking(null), "here")).isEqualTo(Precision.BFLOAT16);
        assertThat(Precision.AUTO.on(lacking("the processor is old"), "here")).isEqualTo(Precision.FLOAT32);
    }

    @Test
    void anExplicitPrecisionStays() {
        assertThat(Precision.BFLOAT16.on(lacking(null), "here")).isEqualTo(Precision.BFLOAT16);
        assertThat(Precision.FLOAT32.on(lacking(null), "here")).isEqualTo(Precision.FLOAT32);
        assertThat(Precision.FLOAT32.on(lacking("the processor is old"), "here"))
                .isEqualTo(Precision.FLOAT32);
    }

    @Test
    void bfloat16IsRefusedWithTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Precision.BFLOAT16.on(lacking("the processor is old"), "learner.precision"))
                .withMessage("learner.precision: expected a precision that some kernels computes but received BFLOAT16:"
                        + " the processor is old. Use AUTO, which takes it only where it is fast, or FLOAT32.");
    }
}
