package ai.hone.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PoolTest {
    @Test
    void sizesAreRoundedUpByAtMostAnEighthAndLargeOnesByAThirtySecond() {
        for (long bytes = 0; bytes < 5000; bytes++) {
            roundedUp(bytes, Math.max(64, bytes + bytes / 8));
        }
        for (long bytes = (1 << 16) - 3; bytes < 1 << 26; bytes = bytes + bytes / 97 + 1) {
            roundedUp(bytes, bytes > 1 << 16 ? bytes + bytes / 32 : 1 << 16);
        }
        assertThat(Pool.capacity(Pool.sizeClass(64L * 56 * 56 * 32 * 2))).isEqualTo(64 * 56 * 56 * 32 * 2);
        assertThat((long) Pool.capacity(Pool.sizeClass(1 << 30))).isEqualTo(1 << 30);
    }

    private static void roundedUp(long bytes, long most) {
        long capacity = Pool.capacity(Pool.sizeClass(bytes));
        assertThat(capacity).as("for %d bytes", bytes).isBetween(bytes, most);
        assertThat(Pool.sizeClass(capacity)).isEqualTo(Pool.sizeClass(bytes));
    }

    @Test
    void theLargestSizesHaveClassesOfTheirOwn() {
        Pool pool = new Pool();
        assertThat(Pool.capacity(Pool.sizeClass(Integer.MAX_VALUE - (1L << 26))))
                .isGreaterThan(1 << 30);
        assertThat(pool.spareBytes()).isZero();
    }

    @Test
    void trimGivesBackWhatIsSpareAndNothingElse() {
        Pool pool = new Pool();
        Block live = pool.take(1000);
        pool.release(pool.take(5 << 20));
        pool.release(pool.take(100));
        pool.trim();
        assertThat(pool.spareBytes()).isZero();
        assertThat(pool.liveBytes()).isEqualTo(live.capacity);
        live.floats.put(0, 1);
        long made = pool.blocksMade();
        pool.take(100);
        assertThat(pool.blocksMade()).isEqualTo(made + 1);
    }

    @Test
    void aReleasedBlockIsTakenAgain() {
        Pool pool = new Pool();
        Block first = pool.take(1000);
        pool.release(first);
        assertThat(pool.take(990)).isSameAs(first);
        assertThat(pool.blocksMade()).isEqualTo(1);
    }

    @Test
    void blocksAreAlignedToCacheLines() {
        Pool pool = new Pool();
        for (int i = 0; i < 20; i++) {
            assertThat(pool.take(100 + i * 700).address % 64).isZero();
        }
    }

    @Test
    void spareBlocksAreFreedOldestFirstWhenOtherSizesAreWanted() {
        Pool pool = new Pool();
        int megabyte = 1 << 20;
        for (int i = 0; i < 40; i++) {
            Block block = pool.take((20L + i / 2) * megabyte);
            pool.release(block);
        }
        assertThat(pool.spareBytes()).isLessThanOrEqualTo(2L * 64 * megabyte);
        long made = pool.blocksMade();
        pool.take(39L * megabyte);
        assertThat(pool.blocksMade()).as("the newest is kept").isEqualTo(made);
    }

    @Test
    void manyThreadsMayTakeAndRelease() {
        Pool pool = new Pool();
        List<CompletableFuture<Void>> runs = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int mark = t + 1;
            runs.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 2000; i++) {
                    Block block = pool.take(64 + i % 50 * 16);
                    block.ints.put(0, mark);
                    Thread.onSpinWait();
                    assertThat(block.ints.get(0)).isEqualTo(mark);
                    pool.release(block);
                }
            }));
        }
        runs.forEach(CompletableFuture::join);
        assertThat(pool.liveBytes()).isZero();
    }
}
