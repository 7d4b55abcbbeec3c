package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThreadsTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "3, 2, 3, hone.threads=3",
                "0, 2, 0, hone.threads=0",
                "' ', 2, 2, OMP_NUM_THREADS=2",
                "-, 2, 2, OMP_NUM_THREADS=2",
                "-, '3,1', 3, OMP_NUM_THREADS=3",
                "-, 9, 4, 'OMP_NUM_THREADS=9, cut to the 4 available processors'",
                "5, -, 4, 'hone.threads=5, cut to the 4 available processors'",
                "-, nonsense, 0, OMP_NUM_THREADS=0",
                "-, -, 0, OMP_NUM_THREADS=0"
            })
    void thePropertyComesBeforeTheVariable(String property, String variable, int threads, String reason) {
        Threads.Setting setting = Threads.Setting.of(property, variable, 4);
        assertThat(setting.problem()).isNull();
        assertThat(setting.threads()).isEqualTo(threads);
        assertThat(setting.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"two", "-1"})
    void aPropertyThatIsNoNumberIsRefused(String property) {
        assertThat(Threads.Setting.of(property, "2", 4).problem())
                .isEqualTo("hone.threads: expected 0 (automatic) … 4, the available processors, but received "
                        + property + ". Start Java with -Dhone.threads=1, or without it.");
    }

    @Test
    void anOptionIsCutToTheAvailableProcessorsAndNeverNegative() {
        assertThat(Threads.option(0, "learner.threads")).isZero();
        assertThat(Threads.option(1, "learner.threads")).isEqualTo(1);
        assertThat(Threads.option(1_000_000, "learner.threads")).isEqualTo(Threads.available());
        assertThatThrownBy(() -> Threads.option(-2, "learner.threads"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learner.threads: expected 0 (automatic) … " + Threads.available()
                        + ", the available processors, but received -2.");
        assertThatThrownBy(() -> Threads.hold(-1)).hasMessageStartingWith("threads: expected 0 (automatic) … ");
    }

    @Test
    void holdsNestAndBringBackWhatWasBefore() {
        int before = Threads.current();
        assertThat(before).isBetween(1, Threads.available());
        int all = Threads.available();
        try (Threads.Hold outer = Threads.hold(1)) {
            assertThat(Threads.current()).isEqualTo(1);
            try (Threads.Hold same = Threads.hold(0)) {
                assertThat(Threads.current())
                        .as("automatic within a fixed number")
                        .isEqualTo(1);
            }
            try (Threads.Hold more = Threads.hold(all + 7)) {
                assertThat(Threads.current()).isEqualTo(all);
            }
            assertThat(Threads.current()).isEqualTo(1);
        }
        assertThat(Threads.current()).isEqualTo(before);
    }

    @Test
    void aHoldIsTheThreadsOwn() throws InterruptedException {
        AtomicInteger other = new AtomicInteger();
        int unheld = Threads.current();
        try (Threads.Hold one = Threads.hold(1)) {
            Thread thread = new Thread(() -> other.set(Threads.current()));
            thread.start();
            thread.join();
        }
        assertThat(other).hasValue(unheld);
    }

    @Test
    void threadsThatComputeAtTheSameTimeShare() {
        assertThat(Threads.share(8, 1)).isEqualTo(8);
        assertThat(Threads.share(8, 3)).isEqualTo(2);
        assertThat(Threads.share(8, 9)).isEqualTo(1);
    }

    @Test
    void diagnosticsSayHowManyAndWhy() {
        assertThat(Diagnostics.report()).contains("Threads       " + Threads.describe());
        assertThat(Threads.describe()).matches("\\d+, (fixed by .+=\\d+.*|automatic: .+)");
    }
}
