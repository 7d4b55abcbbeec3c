package ai.hone.kernel.nd4j;

import ai.hone.tensor.Threads;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Tells native code how many threads it may use. OpenMP keeps the number for each calling thread apart, in one library that ND4J's and oneDNN's
 * kernels share, so every call from Java into either comes after {@link #current()}.
 */
public final class NativeThreads {
    private static final NativeOps OPS;
    private static final boolean BLAS;
    private static volatile int blas;

    static {
        Bootstrap.configure();
        Nd4j.getExecutioner();
        OPS = NativeOpsHolder.getInstance().getDeviceNativeOps();
        BLAS = !BackendInfo.oneDnn(OPS.buildInfo());
        // OpenBLAS waits for threads of its own beside OpenMP's, which spin: on busy processors eight times slower than
        // one thread.
        setBlas(BLAS ? Threads.available() : 1);
    }

    private NativeThreads() {}

    /** Applies {@link Threads#current()} to the calling thread and returns it. Costs some ten nanoseconds. */
    public static int current() {
        return atMost(Integer.MAX_VALUE);
    }

    /** The same, but no more than so many: for work too small to be shared. */
    public static int atMost(int most) {
        int threads = Math.min(most, Threads.current());
        OPS.setOmpNumThreads(threads);
        if (BLAS && most == Integer.MAX_VALUE && threads != blas) {
            setBlas(threads);
        }
        return threads;
    }

    /** What OpenMP would use if it were called now by this thread. */
    static int openMp() {
        return OPS.ompGetMaxThreads();
    }

    static int blas() {
        return Nd4j.factory().blas().getMaxThreads();
    }

    private static synchronized void setBlas(int threads) {
        if (System.getenv("OPENBLAS_NUM_THREADS") == null) {
            Nd4j.factory().blas().setMaxThreads(threads);
        }
        blas = threads;
    }
}
