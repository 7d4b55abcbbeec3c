package ai.hone.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Kernels.SgdStep;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import org.junit.jupiter.api.Test;

/** Moments that fade must not end as subnormal floats, with which processors compute many times slower. */
final class UpdatesTest {
    private static final Shape SHAPE = Shape.of(40);

    private final Kernels kernels = Scope.currentKernels();

    private Storage full(double value) {
        return kernels.full(SHAPE, DType.FLOAT32, value);
    }

    @Test
    void momentsOfAdamFadeToNormalFloats() {
        Storage p = full(1);
        Storage m = full(-1e-3);
        Storage v = full(1e-6);
        Storage none = full(0);
        for (int step = 1; step <= 9000; step++) {
            kernels.adam(p, none, m, v, new AdamStep(1e-3, 0.9, 0.99, 1e-5, 0, step));
            assertNormal(m);
            assertNormal(v);
        }
        assertFaded(m);
        assertFaded(v);
        release(p, m, v, none);
    }

    @Test
    void momentumOfSgdFadesToNormalFloats() {
        Storage p = full(1);
        Storage a = full(1e-3);
        Storage none = full(0);
        for (int step = 1; step <= 1000; step++) {
            kernels.sgd(p, none, a, new SgdStep(1e-3, 0.9, 0));
            assertNormal(a);
        }
        assertFaded(a);
        release(p, a, none);
    }

    private void assertFaded(Storage x) {
        assertThat(Math.abs(kernels.toFloats(x)[17])).isLessThan(1000 * Float.MIN_NORMAL);
    }

    private void assertNormal(Storage x) {
        float size = Math.abs(kernels.toFloats(x)[17]);
        if (size != 0 && size < Float.MIN_NORMAL) {
            throw new AssertionError("moment: expected a normal float or 0 but received " + size + ".");
        }
    }

    private static void release(Storage... arrays) {
        for (Storage array : arrays) {
            array.release();
        }
    }
}
