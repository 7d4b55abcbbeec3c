package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of a convolution or a sum that has not run yet, so that the batch norm, sum or ReLU that follows can run in the same pass. It runs
 * when anything else looks at it, or when memory that it reads is about to change; if nothing ever does, it never runs.
 */
final class Lazy implements Storage {
    /** What is to be computed. It holds handles of its own on the arrays that it reads. */
    interface Work {
        Packed run(boolean relu);

        Work share();

        /** Whether an array that it reads lies in this memory. */
        boolean reads(Nd4jStorage changed);

        boolean bfloat16();

        void release();
    }

    private static final ThreadLocal<Set<Lazy>> OUTSTANDING =
            ThreadLocal.withInitial(() -> Collections.newSetFromMap(new WeakHashMap<>()));

    private final Kernels kernels;
    private final Shape shape;
    private final boolean bfloat16;
    private final Set<Lazy> outstanding = OUTSTANDING.get();
    private @Nullable Work work;
    private @Nullable Packed result;
    private boolean released;

    Lazy(Kernels kernels, Shape shape, Work work) {
        this.kernels = kernels;
        this.shape = shape;
        this.work = work;
        this.bfloat16 = work.bfloat16();
        outstanding.add(this);
    }

    /** The array itself, computed now if it was put off. */
    static Storage settled(Storage x) {
        return x instanceof Lazy l ? l.settle() : x;
    }

    /** Computes what this thread put off and what reads memory that is about to change. */
    static void beforeChange(Nd4jStorage changing) {
        Set<Lazy> mine = OUTSTANDING.get();
        if (!mine.isEmpty()) {
            List<Lazy> readers = new ArrayList<>();
            for (Lazy l : mine) {
                if (l.reads(changing)) {
                    readers.add(l);
                }
            }
            readers.forEach(Lazy::settle);
        }
    }

    private synchronized boolean reads(Nd4jStorage changing) {
        return work != null && work.reads(changing);
    }

    boolean bfloat16() {
        return bfloat16;
    }

    /** A handle on the work if it has not run yet, for an operation that includes it. */
    synchronized @Nullable Work work() {
        checkOpen();
        return work == null ? null : work.share();
    }

    private synchronized Packed settle() {
        checkOpen();
        Work open = work;
        if (open != null) {
            result = open.run(false);
            finish(open);
        }
        return java.util.Objects.requireNonNull(result);
    }

    private void finish(Work open) {
        work = null;
        open.release();
        outstanding.remove(this);
    }

    private void checkOpen() {
        if (released) {
            throw new IllegalStateException(
                    "array " + shape + ": expected one in use but received one that was released."
                            + " Keep the tensor in an open scope for as long as it is needed.");
        }
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public synchronized void release() {
        if (released) {
            return;
        }
        released = true;
        Work open = work;
        if (open != null) {
            finish(open);
        } else if (result != null) {
            result.release();
        }
    }
}
