package ai.hone.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PoolTest {
    @Test
    void sizesAreRoundedUpByAtMostAnEighth() {
        for (long bytes = 0; bytes < 5000; bytes++) {
            int capacity = Pool.capacity(Pool.sizeClass(bytes));
            assertThat(capacity).isGreaterThanOrEqualTo((int) bytes);
            assertThat(capacity).isLessThanOrEqualTo(Math.max(64, (int) (bytes + bytes / 8)));
            assertThat(Pool.sizeClass(capacity)).isEqualTo(Pool.sizeClass(bytes));
        }
        int most = Integer.MAX_VALUE - 1024;
        assertThat((long) Pool.capacity(Pool.sizeClass(1 << 30))).isEqualTo(1 << 30);
        assertThat(Pool.sizeClass(most)).isLessThan(8 * 26);
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
