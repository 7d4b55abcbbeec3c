package ai.hone.kernel.nd4j;

import java.util.ArrayDeque;

/**
 * Keeps released blocks for the next array of about the same size, so that a steady training step asks the system for nothing.
 * Sizes are rounded up to eight steps per power of two, from 64 KiB on to 32: at most an eighth too much, and a thirty-second.
 */
final class Pool {
    /** Spare bytes that are always allowed, so that small programs never give memory back. */
    private static final long ALWAYS_SPARE = 64L << 20;

    private static final int SMALLEST = 64;
    /** From this power of two on the steps are finer: of large blocks what rounding adds is worth more than one more use. */
    private static final int LARGE = 16;

    private static final int SMALL_CLASSES = 8 * (LARGE - 6);
    private static final int CLASSES = SMALL_CLASSES + 32 * (32 - LARGE);

    private final ArrayDeque<Block>[] spares = spares();
    private long liveBytes;
    private long peakBytes;
    private long spareBytes;
    private long returns;
    private long made;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ArrayDeque<Block>[] spares() {
        ArrayDeque<Block>[] all = new ArrayDeque[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            all[i] = new ArrayDeque<>();
        }
        return all;
    }

    /** A block of at least this many bytes with undefined content, referenced once. */
    Block take(long bytes) {
        int index = sizeClass(bytes);
        int capacity = capacity(index);
        Block block;
        synchronized (this) {
            block = spares[index].pollLast();
            liveBytes += capacity;
            peakBytes = Math.max(peakBytes, liveBytes);
            if (block != null) {
                spareBytes -= capacity;
            } else {
                made++;
                trim(Math.max(0, peakBytes + ALWAYS_SPARE - capacity));
            }
        }
        if (block == null) {
            block = make(capacity);
        }
        block.retain();
        return block;
    }

    void release(Block block) {
        if (block.releaseLast()) {
            synchronized (this) {
                liveBytes -= block.capacity;
                spareBytes += block.capacity;
                block.returned = returns++;
                spares[sizeClass(block.capacity)].addLast(block);
            }
        }
    }

    /** Gives all spare blocks back to the system. */
    synchronized void trim() {
        trim(0);
    }

    synchronized long liveBytes() {
        return liveBytes;
    }

    synchronized long spareBytes() {
        return spareBytes;
    }

    /** How many blocks the system was asked for so far. */
    synchronized long blocksMade() {
        return made;
    }

    private Block make(int capacity) {
        try {
            return new Block(capacity);
        } catch (OutOfMemoryError first) {
            synchronized (this) {
                trim(0);
            }
            try {
                return new Block(capacity);
            } catch (OutOfMemoryError second) {
                synchronized (this) {
                    liveBytes -= capacity;
                }
                throw second;
            }
        }
    }

    /** Frees the blocks that were returned longest ago until the spare ones take at most the given bytes. */
    private void trim(long allowed) {
        while (spareBytes > allowed) {
            ArrayDeque<Block> oldest = spares[0];
            for (ArrayDeque<Block> each : spares) {
                if (!each.isEmpty() && (oldest.isEmpty() || each.peekFirst().returned < oldest.peekFirst().returned)) {
                    oldest = each;
                }
            }
            Block victim = oldest.removeFirst();
            spareBytes -= victim.capacity;
            victim.free();
        }
    }

    static int sizeClass(long bytes) {
        if (bytes <= SMALLEST) {
            return 0;
        }
        int power = 63 - Long.numberOfLeadingZeros(bytes - 1);
        int step = (int) ((bytes - 1 - (1L << power)) >> (power - bits(power)));
        int below = power < LARGE ? (power - 6) * 8 : SMALL_CLASSES + (power - LARGE) * 32;
        return below + step + 1;
    }

    static int capacity(int sizeClass) {
        if (sizeClass == 0) {
            return SMALLEST;
        }
        boolean small = sizeClass <= SMALL_CLASSES;
        int within = sizeClass - 1 - (small ? 0 : SMALL_CLASSES);
        int power = small ? within / 8 + 6 : within / 32 + LARGE;
        long steps = within % (1L << bits(power)) + 1;
        return Math.toIntExact((1L << power) + (steps << (power - bits(power))));
    }

    /** Steps per power of two, as a power of two. */
    private static int bits(int power) {
        return power < LARGE ? 3 : 5;
    }
}
