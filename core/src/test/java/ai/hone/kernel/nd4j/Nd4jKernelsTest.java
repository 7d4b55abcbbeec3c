package ai.hone.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Kernels.BatchNormGradients;
import ai.hone.tensor.Kernels.BatchNormResult;
import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is special about this back end: memory, threads and ND4J's traps. Its numbers are compared with the reference in testkit. */
final class Nd4jKernelsTest {
    private static final Nd4jKernels KERNELS = create();

    private static Nd4jKernels create() {
        assertThat(new Nd4jProvider().unavailable()).isNull();
        return new Nd4jKernels();
    }

    private static Storage random(long seed, long... dims) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return KERNELS.of(values, shape, DType.FLOAT32);
    }

    private static void release(Storage... arrays) {
        for (Storage array : arrays) {
            array.release();
        }
    }

    @Test
    void aSteadyTrainingStepAsksTheSystemForNothing() {
        Nd4jKernels kernels = new Nd4jKernels();
        Shape flat = Shape.of(4 * 3 * 9 + 8);
        Storage parameters = kernels.full(flat, DType.FLOAT32, 0.1);
        Storage gradients = kernels.full(flat, DType.FLOAT32, 0);
        Storage mean = kernels.full(flat, DType.FLOAT32, 0);
        Storage squared = kernels.full(flat, DType.FLOAT32, 0);
        long live = kernels.liveBytes();
        for (int i = 0; i < 3; i++) {
            step(kernels, parameters, gradients, mean, squared, i + 1);
        }
        long made = kernels.pool().blocksMade();
        long spare = kernels.pool().spareBytes();

        for (int i = 3; i < 1000; i++) {
            step(kernels, parameters, gradients, mean, squared, i + 1);
        }

        assertThat(kernels.pool().blocksMade()).isEqualTo(made);
        assertThat(kernels.pool().spareBytes()).isEqualTo(spare);
        assertThat(kernels.liveBytes()).isEqualTo(live);
        release(parameters, gradients, mean, squared);
        assertThat(kernels.liveBytes()).isZero();
    }

    private static void step(
            Kernels k, Storage parameters, Storage gradients, Storage mean, Storage squared, int step) {
        Geometry g = Geometry.square(3, 1, 1, 1, 1);
        Storage x = k.full(Shape.of(2, 3, 8, 8), DType.FLOAT32, step % 7);
        Storage weight = k.view(parameters, 0, Shape.of(4, 3, 3, 3));
        Storage scale = k.view(parameters, 108, Shape.of(4));
        Storage bias = k.view(parameters, 112, Shape.of(4));
        Storage y = k.conv2d(x, weight, null, g);
        BatchNormResult normal = k.batchNormTraining(y, scale, bias, 1e-5, true);
        BatchNormGradients back =
                k.batchNormBackward(normal.y(), y, normal.y(), normal.mean(), normal.variance(), scale, 1e-5, true);
        Storage dw = k.conv2dBackwardWeight(back.x(), x, weight.shape(), g);
        Storage dx = k.conv2dBackwardInput(back.x(), weight, x.shape(), g);
        Storage target = k.view(gradients, 0, weight.shape());
        k.addScaled(target, dw, 1);
        k.adam(parameters, gradients, mean, squared, new AdamStep(1e-3, 0.9, 0.99, 1e-5, 0.01, step));
        k.fill(gradients, 0);
        release(x, weight, scale, bias, y, normal.y(), normal.mean(), normal.variance());
        release(back.x(), back.weight(), back.bias(), dw, dx, target);
    }

    @Test
    void viewsShareMemoryAndKeepIt() {
        Nd4jKernels kernels = new Nd4jKernels();
        Storage flat = kernels.of(new float[] {0, 1, 2, 3, 4, 5}, Shape.of(6), DType.FLOAT32);
        Storage view = kernels.view(flat, 2, Shape.of(2, 2));
        Storage inner = kernels.reshape(view, Shape.of(4));
        kernels.fill(view, 9);
        assertThat(kernels.toFloats(flat)).containsExactly(0, 1, 9, 9, 9, 9);
        assertThat(kernels.toFloats(inner)).containsExactly(9, 9, 9, 9);

        flat.release();
        view.release();
        Storage other = kernels.full(Shape.of(6), DType.FLOAT32, -1);
        assertThat(kernels.toFloats(inner)).containsExactly(9, 9, 9, 9);

        release(inner, inner, other);
        assertThat(kernels.liveBytes()).isZero();
    }

    @Test
    void aReleasedArrayIsRefusedByName() {
        Storage x = random(1, 2, 3);
        x.release();
        assertThatIllegalStateException()
                .isThrownBy(() -> KERNELS.unary(Unary.EXP, x))
                .withMessageContaining("array [2, 3]: expected one in use but received one that was released.");
    }

    @Test
    void anArrayTooLargeForOneBufferIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KERNELS.full(Shape.of(1 << 16, 1 << 14), DType.FLOAT32, 0))
                .withMessage("array [65536, 16384]: expected less than 2 GiB but received 4294967296 bytes."
                        + " Use a smaller batch.");
    }

    @Test
    void threadsDoNotDisturbEachOther() {
        long before = KERNELS.liveBytes();
        List<CompletableFuture<float[]>> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            runs.add(CompletableFuture.supplyAsync(() -> {
                float[] result = network(seed);
                for (int again = 0; again < 10; again++) {
                    assertThat(network(seed)).containsExactly(result);
                }
                return result;
            }));
        }
        for (int i = 0; i < runs.size(); i++) {
            assertThat(runs.get(i).join()).usingComparatorWithPrecision(1e-5f).containsExactly(network(i));
        }
        assertThat(KERNELS.liveBytes()).isEqualTo(before);
    }

    private static float[] network(int seed) {
        Storage x = random(seed, 2, 8, 12, 12);
        Storage weight = random(seed + 100, 8, 8, 3, 3);
        Storage y = KERNELS.conv2d(x, weight, null, Geometry.square(3, 1, 1, 1, 1));
        Storage pooled = KERNELS.adaptivePool2d(Reduction.MEAN, y, 1, 1);
        Storage rows = KERNELS.reshape(pooled, Shape.of(2, 8));
        Storage result = KERNELS.softmax(rows, 1);
        float[] values = KERNELS.toFloats(result);
        release(x, weight, y, pooled, rows, result);
        return values;
    }

    @Test
    void dilatedAndGroupedConvolutionsWork() {
        for (Geometry g : List.of(
                Geometry.square(3, 1, 2, 2, 1),
                Geometry.square(3, 2, 1, 3, 1),
                Geometry.square(3, 1, 1, 1, 2),
                Geometry.square(3, 2, 1, 1, 4),
                Geometry.square(3, 1, 2, 2, 4))) {
            Storage x = random(1, 2, 4, 9, 11);
            Storage weight = random(2, 8, 4 / g.groups(), 3, 3);
            Storage bias = random(3, 8);
            Storage y = KERNELS.conv2d(x, weight, bias, g);
            assertThat(KERNELS.toFloats(y))
                    .as(g.toString())
                    .usingComparatorWithPrecision(1e-4f)
                    .containsExactly(
                            convolve(KERNELS.toFloats(x), KERNELS.toFloats(weight), KERNELS.toFloats(bias), g));
            assertGradientsAreAdjoint(x, weight, y, g);
            release(x, weight, bias, y);
        }
    }

    /** For a linear map A and its adjoint B: (A·x)·g = x·(B·g), and likewise for the weights. */
    private static void assertGradientsAreAdjoint(Storage x, Storage weight, Storage like, Geometry g) {
        Storage gradient = random(4, like.shape().dims());
        Storage y = KERNELS.conv2d(x, weight, null, g);
        Storage dx = KERNELS.conv2dBackwardInput(gradient, weight, x.shape(), g);
        Storage dw = KERNELS.conv2dBackwardWeight(gradient, x, weight.shape(), g);
        double expected = dot(y, gradient);
        assertThat(dot(x, dx)).as("input " + g).isCloseTo(expected, within(1e-3));
        assertThat(dot(weight, dw)).as("weight " + g).isCloseTo(expected, within(1e-3));
        release(gradient, y, dx, dw);
    }

    private static double dot(Storage a, Storage b) {
        Storage product = KERNELS.binary(Binary.MULTIPLY, a, b);
        double sum = 0;
        for (double v : KERNELS.toDoubles(product)) {
            sum += v;
        }
        product.release();
        return sum;
    }

    /** x [2, 4, 9, 11] and weights [8, 4/groups, 3, 3], element by element. */
    private static float[] convolve(float[] x, float[] weight, float[] bias, Geometry g) {
        int outHeight = (int) g.outputHeight(9);
        int outWidth = (int) g.outputWidth(11);
        int in = 4 / g.groups();
        float[] y = new float[2 * 8 * outHeight * outWidth];
        for (int at = 0; at < y.length; at++) {
            int left = at % outWidth;
            int top = at / outWidth % outHeight;
            int out = at / outWidth / outHeight % 8;
            int n = at / outWidth / outHeight / 8;
            double sum = bias[out];
            for (int k = 0; k < in * 9; k++) {
                int c = out / (8 / g.groups()) * in + k / 9;
                int h = top * g.strideHeight() - g.paddingHeight() + k / 3 % 3 * g.dilationHeight();
                int w = left * g.strideWidth() - g.paddingWidth() + k % 3 * g.dilationWidth();
                if (h >= 0 && h < 9 && w >= 0 && w < 11) {
                    sum += (double) x[((n * 4 + c) * 9 + h) * 11 + w] * weight[out * in * 9 + k];
                }
            }
            y[at] = (float) sum;
        }
        return y;
    }

    @Test
    void theNameTellsWhatDecidesTheSpeed() {
        assertThat(KERNELS.name()).startsWith("nd4j 1.0.0-M2.1 (");
    }
}
