package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.Reduction;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The oracle against numbers worked out by hand. */
final class ReferenceKernelsTest {
    private final ReferenceKernels kernels = new ReferenceKernels();

    private Storage of(Shape shape, double... values) {
        return kernels.of(values, shape, DType.FLOAT64);
    }

    private Storage ramp(long... dims) {
        Shape shape = Shape.of(dims);
        return of(shape, IntStream.range(0, (int) shape.size()).asDoubleStream().toArray());
    }

    @Test
    void convolutionIsCrossCorrelation() {
        Storage x = ramp(1, 1, 3, 3);
        Storage w = of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        Storage y = kernels.conv2d(x, w, of(Shape.of(1), 100), Geometry.square(2, 1, 0, 1, 1));
        assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 2, 2));
        assertThat(kernels.toDoubles(y)).containsExactly(127, 137, 157, 167);
    }

    @Test
    void convolutionPadsStridesAndGroups() {
        Storage x = ramp(1, 2, 2, 2);
        Storage w = of(
                Shape.of(2, 1, 3, 3),
                IntStream.range(0, 18).mapToDouble(i -> i < 9 ? 1 : 2).toArray());
        Storage y = kernels.conv2d(x, w, null, Geometry.square(3, 2, 1, 1, 2));
        assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 1, 1));
        assertThat(kernels.toDoubles(y)).containsExactly(0 + 1 + 2 + 3, 2 * (4 + 5 + 6 + 7));
    }

    @Test
    void convolutionGradientsAreAdjoint() {
        Geometry g = new Geometry(3, 2, 2, 1, 1, 1, 2, 3, 2);
        Inputs in = new Inputs(kernels, DType.FLOAT64, Arrangement.ROW_MAJOR, 3);
        Storage x = in.normal(2, 4, 9, 11);
        Storage w = in.normal(6, 2, 3, 2);
        Storage y = kernels.conv2d(x, w, null, g);
        Storage dy = in.normal(y.shape().dims());
        double product = dot(y, dy);
        assertThat(dot(x, kernels.conv2dBackwardInput(dy, w, x.shape(), g))).isCloseTo(product, within(1e-9));
        assertThat(dot(w, kernels.conv2dBackwardWeight(dy, x, w.shape(), g))).isCloseTo(product, within(1e-9));
    }

    private double dot(Storage a, Storage b) {
        double[] left = kernels.toDoubles(a);
        double[] right = kernels.toDoubles(b);
        return IntStream.range(0, left.length)
                .mapToDouble(i -> left[i] * right[i])
                .sum();
    }

    @Test
    void matmulTransposes() {
        Storage a = of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Storage b = of(Shape.of(2, 3), 1, 0, 1, 0, 1, 0);
        assertThat(kernels.toDoubles(kernels.matmul(a, false, b, true))).containsExactly(4, 2, 10, 5);
        Storage c = kernels.matmul(a, true, b, false);
        assertThat(c.shape()).isEqualTo(Shape.of(3, 3));
        assertThat(kernels.toDoubles(c)).containsExactly(1, 4, 1, 2, 5, 2, 3, 6, 3);
    }

    @Test
    void batchNormNormalises() {
        Storage x = of(Shape.of(2, 2), 1, 10, 3, 30);
        var r = kernels.batchNormTraining(x, of(Shape.of(2), 1, 2), of(Shape.of(2), 0, 5), 0, true);
        assertThat(kernels.toDoubles(r.mean())).containsExactly(2, 20);
        assertThat(kernels.toDoubles(r.variance())).containsExactly(1, 100);
        assertThat(kernels.toDoubles(r.y())).containsExactly(0, 3, 1, 7);
    }

    @Test
    void layerNormNormalises() {
        Storage x = of(Shape.of(2, 2), 1, 3, 10, 30);
        var r = kernels.layerNorm(x, of(Shape.of(2), 1, 2), of(Shape.of(2), 0, 5), 0);
        assertThat(kernels.toDoubles(r.mean())).containsExactly(2, 20);
        assertThat(kernels.toDoubles(r.variance())).containsExactly(1, 100);
        assertThat(r.mean().shape()).isEqualTo(Shape.of(2));
        assertThat(kernels.toDoubles(r.y())).containsExactly(-1, 7, -1, 7);
    }

    @Test
    void poolsAndTheirGradients() {
        Storage x = of(Shape.of(1, 1, 2, 3), -1, -5, -5, -2, -3, -5);
        Geometry g = Geometry.square(2, 1, 0, 1, 1);
        assertThat(kernels.toDoubles(kernels.maxPool2d(x, g))).containsExactly(-1, -3);
        Storage dx = kernels.maxPool2dBackward(of(Shape.of(1, 1, 1, 2), 10, 20), x, kernels.maxPool2d(x, g), g);
        assertThat(kernels.toDoubles(dx)).containsExactly(10, 0, 0, 0, 20, 0);
        assertThat(kernels.toDoubles(kernels.averagePool2d(x, Geometry.square(2, 2, 1, 1, 1))))
                .containsExactly(-0.25, -2.5, -0.5, -2);
        assertThat(kernels.toDoubles(kernels.adaptivePool2d(Reduction.MEAN, ramp(1, 1, 1, 5), 1, 3)))
                .containsExactly(0.5, 2, 3.5);
        Storage sevens = of(Shape.of(1, 1, 2, 2), 7, 7, 7, 7);
        Storage tied = kernels.maxPool2dBackward(of(Shape.of(1, 1, 1, 1), 1), sevens, kernels.maxPool2d(sevens, g), g);
        assertThat(kernels.toDoubles(tied)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void softmaxSurvivesLargeLogits() {
        assertThat(kernels.toDoubles(kernels.softmax(of(Shape.of(2), 1e30, 1e30), 0)))
                .containsExactly(0.5, 0.5);
        Storage targets = kernels.of(new long[] {1}, Shape.of(1), DType.INT64);
        double[] loss = kernels.toDoubles(kernels.crossEntropy(of(Shape.of(1, 2), 200, -200), targets));
        assertThat(loss).containsExactly(400);
    }

    @Test
    void adamsFirstStepIsTheLearningRate() {
        Storage p = of(Shape.of(2), 1, 1);
        Storage m = kernels.full(Shape.of(2), DType.FLOAT64, 0);
        Storage v = kernels.full(Shape.of(2), DType.FLOAT64, 0);
        kernels.adam(p, of(Shape.of(2), 4, -0.5), m, v, new Kernels.AdamStep(0.1, 0.9, 0.99, 0, 0, 1));
        assertThat(kernels.toDoubles(p)[0]).isCloseTo(0.9, within(1e-12));
        assertThat(kernels.toDoubles(p)[1]).isCloseTo(1.1, within(1e-12));
    }

    @Test
    void roundsToTheElementType() {
        assertThat(kernels.toDoubles(kernels.full(Shape.SCALAR, DType.FLOAT32, 0.1)))
                .containsExactly((double) 0.1f);
        assertThat(kernels.toDoubles(kernels.full(Shape.SCALAR, DType.INT64, -2.7)))
                .containsExactly(-2);
        assertThat(kernels.toDoubles(kernels.full(Shape.SCALAR, DType.BOOL, 3))).containsExactly(1);
    }

    @Test
    void viewsAliasAndCountOnce() {
        Storage flat = ramp(6);
        Storage view = kernels.view(flat, 2, Shape.of(3));
        assertThat(kernels.liveBytes()).isEqualTo(48);
        kernels.fill(view, 9);
        assertThat(kernels.toDoubles(flat)).containsExactly(0, 1, 9, 9, 9, 5);
        flat.release();
        flat.release();
        assertThat(kernels.liveBytes()).isEqualTo(48);
        view.release();
        assertThat(kernels.liveBytes()).isZero();
    }

    @Test
    void useAfterReleaseThrows() {
        Storage x = ramp(3);
        x.release();
        assertThatThrownBy(() -> kernels.copy(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "reference kernels: expected a live array but received [3] FLOAT64 after its release. Release last.");
    }

    @Test
    void foreignArraysAreRefused() {
        Storage x = new ReferenceKernels().full(Shape.of(2), DType.FLOAT32, 0);
        assertThatThrownBy(() -> kernels.copy(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected an array of their own but received one of reference")
                .hasMessageContaining("scopes of one back end");
    }
}
