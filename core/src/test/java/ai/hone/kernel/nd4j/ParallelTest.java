package ai.hone.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.hone.tensor.Threads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParallelTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 1000})
    void everyUnitRunsOnce(int count) {
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        Parallel.run(count, 1, (from, to, s) -> {
            for (int i = from; i < to; i++) {
                runs.incrementAndGet(i);
            }
        });
        for (int i = 0; i < count; i++) {
            assertThat(runs.get(i)).isEqualTo(1);
        }
    }

    @Test
    void oneThreadGetsAllInOnePiece() {
        try (Threads.Hold one = Threads.hold(1)) {
            Thread caller = Thread.currentThread();
            Parallel.run(1000, 1, (from, to, s) -> {
                assertThat(from).isZero();
                assertThat(to).isEqualTo(1000);
                assertThat(Thread.currentThread()).isSameAs(caller);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999})
    void theVeryFailureOfAnyPieceReachesTheCaller(int broken) {
        Error failure = new AssertionError("unit " + broken);
        assertThatThrownBy(() -> Parallel.run(1000, 1, (from, to, s) -> {
                    if (from <= broken && broken < to) {
                        throw failure;
                    }
                }))
                .isSameAs(failure);
    }

    @Test
    void aFailureWaitsForTheOtherPiecesWhoseFailuresItCarries() {
        assumeThat(Threads.available()).isGreaterThan(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        try (Threads.Hold two = Threads.hold(2)) {
            assertThatThrownBy(() -> Parallel.run(2, 1, (from, to, s) -> {
                        if (from == 0) {
                            await(begun);
                            throw new IllegalStateException("first");
                        }
                        begun.countDown();
                        Thread.yield();
                        ended.set(true);
                        throw new IllegalArgumentException("second");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .satisfies(e -> assertThat(ended).isTrue())
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
    }

    /** Without a free thread in the pool the caller runs the other piece itself, so the wait has an end. */
    private static void await(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
