package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A row-major array of the reference back end: a stretch of a {@code double[]} whose values are rounded to the element type when written. */
final class HeapStorage implements Storage {
    /** Memory shared by an array and its views; counted until the last of them is released. */
    private static final class Block {
        final double[] values;
        final long bytes;
        final AtomicLong live;
        final AtomicInteger users = new AtomicInteger(1);

        Block(double[] values, long bytes, AtomicLong live) {
            this.values = values;
            this.bytes = bytes;
            this.live = live;
            live.addAndGet(bytes);
        }

        void leave() {
            if (users.decrementAndGet() == 0) {
                live.addAndGet(-bytes);
            }
        }
    }

    private final ReferenceKernels kernels;
    private final Block block;
    private final int offset;
    private final Shape shape;
    private final DType dtype;
    private final AtomicBoolean released = new AtomicBoolean();

    private HeapStorage(ReferenceKernels kernels, Block block, int offset, Shape shape, DType dtype) {
        this.kernels = kernels;
        this.block = block;
        this.offset = offset;
        this.shape = shape;
        this.dtype = dtype;
    }

    /** An array with memory of its own; values are copied, and rounded to dtype. */
    static HeapStorage make(ReferenceKernels kernels, AtomicLong live, double[] values, Shape shape, DType dtype) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException("reference kernels: expected " + shape.size() + " values for " + shape
                    + " but received " + values.length + ".");
        }
        Block block = new Block(new double[values.length], shape.size() * dtype.bytes(), live);
        HeapStorage storage = new HeapStorage(kernels, block, 0, shape, dtype);
        storage.write(values);
        return storage;
    }

    HeapStorage view(long from, Shape viewShape) {
        checkLive();
        if (from < 0 || from + viewShape.size() > shape.size()) {
            throw new IllegalArgumentException("view: expected elements within 0 … " + shape.size() + " but received "
                    + viewShape.size() + " from " + from + ".");
        }
        block.users.incrementAndGet();
        return new HeapStorage(kernels, block, offset + Math.toIntExact(from), viewShape, dtype);
    }

    /** A copy of the values. */
    double[] read() {
        checkLive();
        return Arrays.copyOfRange(block.values, offset, offset + Math.toIntExact(shape.size()));
    }

    /** Replaces the values, rounded to the element type. */
    void write(double[] values) {
        checkLive();
        for (int i = 0; i < values.length; i++) {
            block.values[offset + i] = rounded(values[i], dtype);
        }
    }

    static double rounded(double value, DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> value;
            case FLOAT32 -> (float) value;
            case INT64 -> (long) value;
            case INT32 -> (int) (long) value;
            case UINT8 -> (long) value & 0xff;
            case BOOL -> value == 0 ? 0 : 1;
        };
    }

    private void checkLive() {
        if (released.get()) {
            throw new IllegalStateException("reference kernels: expected a live array but received " + shape + " "
                    + dtype + " after its release. Release last.");
        }
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
        return kernels;
    }

    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            block.leave();
        }
    }

    @Override
    public String toString() {
        return "HeapStorage " + shape + " " + dtype;
    }
}
