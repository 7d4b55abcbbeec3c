package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiagnosticsTest {
    private record Fixed(int priority, @Nullable String unavailable) implements Kernels.Provider {
        @Override
        public Kernels create() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void reportNamesTheVersionTheKernelsAndWhy() {
        assertThat(Diagnostics.report())
                .contains("Hone          " + Diagnostics.version())
                .contains("Kernels       " + Backend.kernels().name())
                .contains("Provider      ai.hone.kernel.nd4j.Nd4jProvider, priority 0: ")
                .contains("Warning");
    }

    @Test
    void precisionSaysWhatAutoMeansAndWhy() {
        assertThat(Diagnostics.report())
                .contains("Precision     "
                        + Diagnostics.precision(Backend.kernels().lacksBfloat16()));
        assertThat(Diagnostics.precision(null)).startsWith("AUTO is BFLOAT16").contains("natively");
        assertThat(Diagnostics.precision("it is too old")).isEqualTo("AUTO is FLOAT32: it is too old");
    }

    @Test
    void candidatesSayWhyTheyWereNotChosen() {
        StringBuilder text = new StringBuilder();
        Diagnostics.candidates(
                text,
                List.of(
                        new Backend.Candidate(new Fixed(100, "there is no GPU"), "there is no GPU"),
                        new Backend.Candidate(new Fixed(0, null), null)));
        assertThat(text.toString().lines())
                .containsExactly(
                        "Provider      ai.hone.tensor.DiagnosticsTest$Fixed, priority 100: passed over, there is no GPU",
                        "Provider      ai.hone.tensor.DiagnosticsTest$Fixed, priority 0: chosen, the highest priority that is"
                                + " available");
    }

    @Test
    void instructionsAreTheTellingOnesOfTheFirstProcessor(@TempDir Path folder) throws IOException {
        Path info = folder.resolve("cpuinfo");
        Files.writeString(info, "processor\t: 0\nflags\t\t: fpu avx2 amx_tile avx512_bf16 syscall\n");
        assertThat(Diagnostics.instructions(info)).isEqualTo("avx2 avx512_bf16 amx_tile");
        Files.writeString(info, "flags : fpu\n");
        assertThat(Diagnostics.instructions(info)).startsWith("none of avx2 ");
        assertThat(Diagnostics.instructions(folder.resolve("absent"))).isEqualTo("not known on this system");
    }
}
