package ai.hone.kernel.nd4j;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A row-major array in a pooled block of native memory, from {@code offset} on; views share the block. */
public final class Nd4jStorage implements Storage {
    final Block block;
    final int offset;
    final int size;

    private final Nd4jKernels kernels;
    private final Shape shape;
    private final DType dtype;
    private final AtomicBoolean released = new AtomicBoolean();
    private @Nullable AutoCloseable companion;

    /** Takes over one reference to the block. */
    Nd4jStorage(Nd4jKernels kernels, Block block, int offset, Shape shape, DType dtype) {
        this.kernels = kernels;
        this.block = block;
        this.offset = offset;
        this.shape = shape;
        this.dtype = dtype;
        size = Math.toIntExact(shape.size());
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public Kernels kernels() {
        return kernels.face();
    }

    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            close(companion);
            kernels.pool().release(block);
        }
    }

    /** What a back end keeps beside this array, such as the same weights in another layout; it is closed when the array is released. */
    public synchronized <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> maker) {
        checkOpen();
        if (!type.isInstance(companion)) {
            close(companion);
            companion = maker.get();
        }
        return type.cast(companion);
    }

    private static void close(@Nullable AutoCloseable companion) {
        try {
            if (companion != null) {
                companion.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("companion: expected to be closed but received " + e + ".", e);
        }
    }

    public boolean released() {
        return released.get();
    }

    /** Whether this and the other array are views of one block. */
    public boolean sharesMemoryWith(Nd4jStorage other) {
        return block == other.block;
    }

    /** How often this memory, or another array's view of the same block, was changed in place. */
    public long version() {
        return block.version;
    }

    /** To be called by whoever changes this memory in place. */
    public void changed() {
        block.changed();
    }

    boolean isFloat() {
        return dtype == DType.FLOAT32;
    }

    /** Where the first element lies. */
    public long address() {
        return block.address + (long) offset * dtype.bytes();
    }

    /** The same elements in another shape, sharing the block. */
    public Nd4jStorage view(int from, Shape viewShape) {
        checkOpen();
        block.retain();
        return new Nd4jStorage(kernels, block, offset + from, viewShape, dtype);
    }

    /** Native memory must never be touched after it went back to the pool. */
    public void checkOpen() {
        if (released.get()) {
            throw new IllegalStateException(
                    "array " + shape + ": expected one in use but received one that was released."
                            + " Keep the tensor in an open scope for as long as it is needed.");
        }
    }

    // ---- FLOAT32 only ----

    void read(int from, float[] to, int at, int count) {
        block.floats.get(offset + from, to, at, count);
    }

    void write(int from, float[] values, int at, int count) {
        block.floats.put(offset + from, values, at, count);
    }

    /** The floats as they lie in memory, to be worked on as whole numbers. */
    void readBits(int from, int[] to) {
        block.ints.get(offset + from, to);
    }

    void writeBits(int from, int[] values) {
        block.ints.put(offset + from, values);
    }

    float floatAt(int index) {
        return block.floats.get(offset + index);
    }

    long longAt(int index) {
        return block.longs.get(offset + index);
    }

    // ---- any type, converted ----

    void read(int from, double[] to, int at, int count) {
        int start = offset + from;
        switch (dtype) {
            case FLOAT64 -> block.doubles.get(start, to, at, count);
            case FLOAT32 -> readFloats(start, to, at, count);
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    to[at + i] = block.longs.get(start + i);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    to[at + i] = block.ints.get(start + i);
                }
            }
            case UINT8, BOOL -> {
                for (int i = 0; i < count; i++) {
                    to[at + i] = block.bytes.get(start + i) & 0xff;
                }
            }
        }
    }

    void write(int from, double[] values, int at, int count) {
        int start = offset + from;
        switch (dtype) {
            case FLOAT64 -> block.doubles.put(start, values, at, count);
            case FLOAT32 -> writeFloats(start, values, at, count);
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    block.longs.put(start + i, (long) values[at + i]);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    block.ints.put(start + i, (int) values[at + i]);
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    block.bytes.put(start + i, (byte) (long) values[at + i]);
                }
            }
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    block.bytes.put(start + i, (byte) (values[at + i] != 0 ? 1 : 0));
                }
            }
        }
    }

    /** By way of a heap array, which is quicker than element by element. */
    private void readFloats(int start, double[] to, int at, int count) {
        float[] chunk = Scratch.local().converted;
        for (int done = 0; done < count; done += chunk.length) {
            int n = Math.min(chunk.length, count - done);
            block.floats.get(start + done, chunk, 0, n);
            for (int i = 0; i < n; i++) {
                to[at + done + i] = chunk[i];
            }
        }
    }

    private void writeFloats(int start, double[] values, int at, int count) {
        float[] chunk = Scratch.local().converted;
        for (int done = 0; done < count; done += chunk.length) {
            int n = Math.min(chunk.length, count - done);
            for (int i = 0; i < n; i++) {
                chunk[i] = (float) values[at + done + i];
            }
            block.floats.put(start + done, chunk, 0, n);
        }
    }

    double[] doubles() {
        double[] all = new double[size];
        read(0, all, 0, size);
        return all;
    }

    /** Reads everything into an array that may be longer. */
    double[] doubles(double[] into) {
        read(0, into, 0, size);
        return into;
    }
}
