package ai.hone.kernel.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.BytePointer;

/** One aligned piece of native memory, shared by the array that took it from the pool and by views of that array. */
final class Block {
    /** A cache line, and the widest vector register. */
    private static final int ALIGNMENT = 64;

    final int capacity;
    final long address;
    final ByteBuffer bytes;
    final FloatBuffer floats;
    final DoubleBuffer doubles;
    final IntBuffer ints;
    final LongBuffer longs;

    /** When the pool got it back, in its own count of returns; guarded by the pool. */
    long returned;

    /** How often an array in this block was changed in place. One thread changes a block at a time. */
    volatile long version;

    private final BytePointer owner;
    private final AtomicInteger references = new AtomicInteger();

    Block(int capacity) {
        this.capacity = capacity;
        // Held by this block alone: if an array is never released, the collector frees the memory through JavaCPP.
        owner = new BytePointer((long) capacity + ALIGNMENT);
        int shift = (int) (-owner.address() & (ALIGNMENT - 1));
        address = owner.address() + shift;
        bytes = owner.asByteBuffer().slice(shift, capacity).order(ByteOrder.nativeOrder());
        floats = bytes.asFloatBuffer();
        doubles = bytes.asDoubleBuffer();
        ints = bytes.asIntBuffer();
        longs = bytes.asLongBuffer();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void changed() {
        version++;
    }

    void retain() {
        references.incrementAndGet();
    }

    /** Whether that was the last reference. */
    boolean releaseLast() {
        return references.decrementAndGet() == 0;
    }

    /** Gives the memory back to the system; nothing may touch this block afterwards. */
    void free() {
        owner.deallocate();
    }
}
