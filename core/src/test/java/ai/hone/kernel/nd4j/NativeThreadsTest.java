package ai.hone.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.Threads;
import org.junit.jupiter.api.Test;

final class NativeThreadsTest {
    @Test
    void openMpFollowsTheCallingThread() throws InterruptedException {
        for (int threads : new int[] {1, Threads.available(), 1}) {
            try (Threads.Hold hold = Threads.hold(threads)) {
                assertThat(NativeThreads.current()).isEqualTo(threads);
                assertThat(NativeThreads.openMp()).isEqualTo(threads);
            }
        }
        try (Threads.Hold one = Threads.hold(1)) {
            NativeThreads.current();
            int[] other = new int[1];
            Thread thread = new Thread(() -> {
                NativeThreads.current();
                other[0] = NativeThreads.openMp();
            });
            thread.start();
            thread.join();
            assertThat(other[0]).isBetween(1, Threads.available());
            assertThat(NativeThreads.openMp()).isEqualTo(1);
        }
    }

    @Test
    void blasHasNoThreadsOfItsOwnBesideOneDnn() {
        NativeThreads.current();
        boolean oneDnn = BackendInfo.oneDnn(new NativeOp().buildInfo());
        boolean chosen = System.getenv("OPENBLAS_NUM_THREADS") != null;
        assertThat(NativeThreads.blas())
                .satisfiesAnyOf(
                        n -> assertThat(n).isEqualTo(1),
                        n -> assertThat(chosen || !oneDnn).isTrue());
    }
}
