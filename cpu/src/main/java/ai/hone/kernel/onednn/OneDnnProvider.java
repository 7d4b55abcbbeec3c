package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jProvider;
import ai.hone.tensor.Kernels;
import org.jspecify.annotations.Nullable;

/** Offers {@link OneDnnKernels} where oneDNN's natives for this machine are on the class path; {@code -Dhone.onednn=false} switches it off. */
public final class OneDnnProvider implements Kernels.Provider {
    /** Called by {@link java.util.ServiceLoader}. */
    public OneDnnProvider() {}

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public @Nullable String unavailable() {
        if ("false".equals(System.getProperty("hone.onednn"))) {
            return "switched off by -Dhone.onednn=false";
        }
        String architecture = System.getProperty("os.arch", "");
        if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
            return "made for x86 processors, and this is " + architecture;
        }
        @Nullable String base = new Nd4jProvider().unavailable();
        return base == null ? Holder.FAILURE : base;
    }

    @Override
    public Kernels create() {
        return new OneDnnKernels();
    }

    /** Loading can only succeed or fail once. */
    private static final class Holder {
        static final @Nullable String FAILURE = load();

        private static @Nullable String load() {
            try {
                Dnnl.stream();
                return null;
            } catch (LinkageError | RuntimeException e) {
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                return "oneDNN's native library for this platform cannot be loaded (" + cause.getMessage() + ")";
            }
        }
    }
}
