package ai.hone.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.Diagnostics;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which back end runs, and what it says about itself; read in runs with oneDNN, with less of the processor, and without oneDNN. */
final class OneDnnProviderTest {
    private static boolean switchedOff() {
        return "false".equals(System.getProperty("hone.onednn"));
    }

    @Test
    void canBeSwitchedOff() {
        Assumptions.assumeTrue(switchedOff(), "runs with -Dhone.onednn=false");
        assertThat(new OneDnnProvider().unavailable()).isEqualTo("switched off by -Dhone.onednn=false");
        assertThat(Scope.currentKernels().name()).startsWith("nd4j ");
        assertThat(Diagnostics.report())
                .contains("OneDnnProvider, priority 100: passed over, switched off by -Dhone.onednn=false");
    }

    @Test
    void isChosenWhereItRuns() {
        Kernels kernels = OneDnn.kernels();
        assertThat(Scope.currentKernels()).isInstanceOf(OneDnnKernels.class);
        assertThat(kernels.name()).matches("oneDNN \\d+\\.\\d+\\.\\d+ \\(\\w+\\) over nd4j .*");
        assertThat(Diagnostics.report())
                .contains("Kernels       " + kernels.name())
                .contains("OneDnnProvider, priority 100: chosen, the highest priority that is available");
    }

    @Test
    void keepsToTheInstructionsThatItIsAllowed() {
        String most = System.getenv("ONEDNN_MAX_CPU_ISA");
        Assumptions.assumeTrue("AVX2".equals(most), "runs with ONEDNN_MAX_CPU_ISA=AVX2");
        Kernels kernels = OneDnn.kernels();
        assertThat(kernels.name()).contains("(" + most.toLowerCase(Locale.ROOT) + ")");
        assertThat(kernels.lacksBfloat16())
                .isEqualTo("the processor, or what ONEDNN_MAX_CPU_ISA leaves of it, multiplies no bfloat16 numbers"
                        + " (oneDNN uses avx2; it takes avx512_core_bf16 or newer)");
    }
}
