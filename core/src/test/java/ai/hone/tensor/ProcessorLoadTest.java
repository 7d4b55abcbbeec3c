package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessorLoadTest {
    private static void write(Path proc, String stat, long user, long system) throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("stat"), "cpu  1 1 1 1 1 1 1 1 0 0\n" + stat + "intr 5\n");
        Files.writeString(proc.resolve("self/status"), "Name:\tjava\nCpus_allowed:\t5\nCpus_allowed_list:\t0,2\n");
        Files.writeString(
                proc.resolve("self/stat"),
                "7 (a (b) c) S 1 1 1 0 -1 0 1 1 1 1 " + user + " " + system + " 900 900 20 0 12 0 5\n");
    }

    @Test
    void linuxCountsOtherProcessesOnTheAllowedProcessors(@TempDir Path proc) throws IOException {
        write(proc, "cpu0 100 0 100 800 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\ncpu2 100 0 0 900 0 0 0 0 0 0\n", 50, 10);
        var load = new ProcessorLoad.Linux(proc);
        assertThat(load.processors()).isEqualTo(2);
        // Of 200 ticks on processors 0 and 2, 130 were work, 60 of it this process's; processor 1 does not count.
        write(
                proc,
                "cpu0 150 10 110 820 5 2 2 1 9 0\ncpu1 500 0 0 0 0 0 0 0 0 0\ncpu2 155 0 0 940 5 0 0 0 0 0\n",
                100,
                20);
        assertThat(load.busyElsewhere()).isCloseTo(2 * (130 - 60) / 200.0, offset(1e-12));
        assertThat(load.busyElsewhere()).as("nothing happened since").isZero();
    }

    @Test
    void linuxWithoutItsFilesSaysThatNothingIsKnown(@TempDir Path proc) throws IOException {
        write(proc, "cpu0 1 0 0 0 0 0 0 0 0 0\ncpu2 1 0 0 0 0 0 0 0 0 0\n", 1, 1);
        var load = new ProcessorLoad.Linux(proc);
        Files.delete(proc.resolve("stat"));
        assertThat(load.busyElsewhere()).isZero();
    }

    @Test
    void countersThatDoNotAgreeStayWithinBounds() {
        var before = new ProcessorLoad.Linux.Counters(100, 50, 50);
        assertThat(ProcessorLoad.Linux.between(before, new ProcessorLoad.Linux.Counters(110, 55, 60), 4))
                .as("own time is counted a little ahead")
                .isZero();
        assertThat(ProcessorLoad.Linux.between(before, new ProcessorLoad.Linux.Counters(110, 65, 50), 4))
                .isEqualTo(4);
    }

    @Test
    void allowedProcessorsAreReadFromRanges() {
        assertThat(ProcessorLoad.Linux.allowed(List.of("Name:\tx", "Cpus_allowed_list:\t0-3,8"))
                        .toString())
                .isEqualTo("{0, 1, 2, 3, 8}");
    }

    @Test
    void thisMachineIsMeasured() {
        for (ProcessorLoad load : List.of(ProcessorLoad.ofThisMachine(), new ProcessorLoad.Portable())) {
            load.busyElsewhere();
            assertThat(load.processors()).isGreaterThanOrEqualTo(Threads.available());
            assertThat(load.busyElsewhere()).isBetween(0.0, (double) load.processors());
        }
    }
}
