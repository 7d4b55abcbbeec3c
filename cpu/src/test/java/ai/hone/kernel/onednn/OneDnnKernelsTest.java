package ai.hone.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is special about this back end: what it keeps, and what it puts off. Its numbers are compared with the reference's elsewhere. */
final class OneDnnKernelsTest {
    private static final Geometry SAME = Geometry.square(3, 1, 1, 1, 1);

    private Kernels kernels;

    @BeforeEach
    void open() {
        kernels = OneDnn.kernels();
    }

    private Storage ramp(long... dims) {
        float[] values = new float[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 13 - 6;
        }
        return kernels.of(values, Shape.of(dims), DType.FLOAT32);
    }

    private Storage picture(long... dims) {
        Storage plain = ramp(dims);
        Storage picture = kernels.prepare(plain, Precision.FLOAT32);
        plain.release();
        return picture;
    }

    @Test
    void shapesThatChangeWithEveryBatchFillNoMemory() {
        for (int height = 1; height <= 50; height++) {
            for (int width = 1; width <= 50; width++) {
                Storage x = picture(1, 2, height, width);
                Storage y = kernels.unary(Unary.RELU, x);
                x.release();
                y.release();
            }
        }
        assertThat(Plans.count()).isLessThanOrEqualTo(2048);
        Storage x = picture(1, 2, 1, 1);
        assertThat(kernels.toFloats(x)).containsExactly(-6, -5);
        x.release();
        assertThat(kernels.liveBytes()).isZero();
    }

    @Test
    void aReleasedPictureIsRefusedByName() {
        Storage x = picture(1, 2, 3, 3);
        x.release();
        assertThatIllegalStateException()
                .isThrownBy(() -> kernels.unary(Unary.RELU, x))
                .withMessageContaining("expected one in use but received one that was released.");
    }

    @Test
    void aReleasedResultThatWasPutOffIsRefusedByName() {
        try (Scope scope = Scope.open(kernels);
                Scope inference = Scope.inference()) {
            Storage x = picture(1, 2, 3, 3);
            Storage y = kernels.binary(Kernels.Binary.ADD, x, x);
            y.release();
            assertThatIllegalStateException()
                    .isThrownBy(() -> kernels.toFloats(y))
                    .withMessageContaining(
                            "array [1, 2, 3, 3]: expected one in use but received one that was released.");
            x.release();
        }
        assertThat(kernels.liveBytes()).isZero();
    }

    @Test
    void releasingTwiceFreesOnce() {
        Storage x = picture(2, 3, 4, 4);
        long one = kernels.liveBytes();
        Storage other = picture(2, 3, 4, 4);
        x.release();
        x.release();
        assertThat(kernels.liveBytes()).isEqualTo(one);
        assertThat(kernels.toFloats(other)[1]).isEqualTo(-5);
        other.release();
        assertThat(kernels.liveBytes()).isZero();
    }

    /** Weights in a layout of oneDNN's own belong to the weights: they go with them, and count. */
    @Test
    void copiesOfWeightsGoWithTheWeights() {
        Storage x = picture(2, 32, 6, 6);
        Storage weight = ramp(16, 32, 3, 3);
        Storage y = kernels.conv2d(x, weight, null, SAME);
        Storage dx = kernels.conv2dBackwardInput(y, weight, x.shape(), SAME);
        List.of(x, y, dx, weight).forEach(Storage::release);
        assertThat(kernels.liveBytes()).isZero();
    }

    @Test
    void oneThreadsResultIsAnothersInput() {
        Storage weight = ramp(16, 16, 3, 3);
        Storage x = picture(2, 16, 6, 5);
        float[] expected = twice(x, weight, true);
        List<CompletableFuture<float[]>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> twice(x, weight, false)));
        }
        runs.forEach(run -> assertThat(run.join()).containsExactly(expected, within(1e-2f)));
        x.release();
        weight.release();
        assertThat(kernels.liveBytes()).isZero();
    }

    /** Two convolutions, the second of them put off here and computed by another thread. */
    private float[] twice(Storage x, Storage weight, boolean alone) {
        Storage y;
        try (Scope scope = Scope.open(kernels);
                Scope inference = Scope.inference()) {
            Storage first = kernels.conv2d(x, weight, null, SAME);
            y = kernels.conv2d(first, weight, null, SAME);
            first.release();
        }
        float[] values = alone
                ? kernels.toFloats(y)
                : CompletableFuture.supplyAsync(() -> kernels.toFloats(y)).join();
        y.release();
        return values;
    }
}
