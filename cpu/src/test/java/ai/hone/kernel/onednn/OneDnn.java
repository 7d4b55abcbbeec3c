package ai.hone.kernel.onednn;

import ai.hone.tensor.Kernels;
import org.junit.jupiter.api.Assumptions;

/** The back end under test, where this machine and this run have it. */
final class OneDnn {
    private OneDnn() {}

    /** A new one; the test is skipped where there is none, with the reason. */
    static Kernels kernels() {
        OneDnnProvider provider = new OneDnnProvider();
        String reason = provider.unavailable();
        Assumptions.assumeTrue(reason == null, () -> "oneDNN kernels: " + reason);
        return provider.create();
    }
}
