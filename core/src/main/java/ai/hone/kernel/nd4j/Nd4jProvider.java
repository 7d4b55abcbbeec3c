package ai.hone.kernel.nd4j;

import ai.hone.tensor.Kernels;
import org.jspecify.annotations.Nullable;

/** Offers {@link Nd4jKernels} wherever ND4J's CPU back end is on the class path. */
public final class Nd4jProvider implements Kernels.Provider {
    private static final String BACK_END = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";

    /** Called by {@link java.util.ServiceLoader}. */
    public Nd4jProvider() {}

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public @Nullable String unavailable() {
        Bootstrap.configure();
        try {
            Class.forName(BACK_END, false, Nd4jProvider.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return "no ND4J back end (nd4j-native) is on the class path";
        }
        return Holder.FAILURE;
    }

    @Override
    public Kernels create() {
        Bootstrap.configure();
        return new Nd4jKernels();
    }

    /** Loading takes most of a second and can only succeed or fail once. */
    private static final class Holder {
        static final @Nullable String FAILURE = load();

        private static @Nullable String load() {
            try {
                Bootstrap.load();
                return null;
            } catch (LinkageError | RuntimeException e) {
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                return "ND4J's native library for this platform cannot be loaded (" + cause.getMessage() + ")";
            }
        }
    }
}
