package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Dimensions: values, axes, reductions, broadcasting. */
final class ShapeTest {
    @Test
    void isAValue() {
        long[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 9;
        shape.dims()[0] = 9;
        assertThat(shape)
                .isEqualTo(Shape.of(2, 3))
                .hasSameHashCodeAs(Shape.of(2, 3))
                .hasToString("[2, 3]");
        assertThat(shape).isNotEqualTo(Shape.of(3, 2));
        assertThat(shape.size()).isEqualTo(6);
        assertThat(shape.rank()).isEqualTo(2);
        assertThat(shape.dim(-1)).isEqualTo(3);
        assertThat(Shape.of()).isSameAs(Shape.SCALAR);
        assertThat(Shape.SCALAR.size()).isEqualTo(1);
        assertThat(Shape.of(0, 5).size()).isZero();
        assertThat(shape.with(-1, 7)).isEqualTo(Shape.of(2, 7));
    }

    @Test
    void negativeDimensionsAreRefused() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shape: expected dimensions of 0 or more but received [2, -1]."
                        + " Only reshape takes -1, for the one dimension it may work out itself.");
    }

    @Test
    void axesCountFromBothEnds() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(shape.axis(-3)).isZero();
        assertThat(shape.axes(-1, 0)).containsExactly(0, 2);
        assertThat(shape.axes()).containsExactly(0, 1, 2);
        for (int bad : new int[] {3, -4}) {
            assertThatThrownBy(() -> shape.axis(bad))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("axis: expected -3 … 2 for shape [2, 3, 4] but received " + bad
                            + ". Count axes from 0, or from the end with negative numbers.");
        }
        assertThatThrownBy(() -> shape.axes(1, -2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("axes: expected different axes but received [1, -2]. Name each axis once.");
    }

    @Test
    void reducedDropsOrKeeps() {
        Shape shape = Shape.of(2, 3, 4);
        assertThat(shape.reduced(new int[] {1}, false)).isEqualTo(Shape.of(2, 4));
        assertThat(shape.reduced(new int[] {0, -1}, true)).isEqualTo(Shape.of(1, 3, 1));
        assertThat(shape.reduced(shape.axes(), false)).isEqualTo(Shape.SCALAR);
    }

    @Test
    void broadcastAlignsAtTheRight() {
        assertThat(Shape.of(2, 1, 4).broadcast(Shape.of(3, 1))).isEqualTo(Shape.of(2, 3, 4));
        assertThat(Shape.SCALAR.broadcast(Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
        assertThat(Shape.of(0, 1).broadcast(Shape.of(1, 5))).isEqualTo(Shape.of(0, 5));
        assertThatThrownBy(() -> Shape.of(2, 3).broadcast(Shape.of(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("broadcast: expected shapes whose dimensions are equal or 1, from the right, but received"
                        + " [2, 3] and [2]. Reshape or permute one of them.");
    }

    @Test
    void broadcastIsSymmetricAndIdempotent() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            long[] full = new long[random.nextInt(1, 5)];
            for (int k = 0; k < full.length; k++) {
                full[k] = random.nextInt(0, 4);
            }
            Shape a = thinned(full, random);
            Shape b = thinned(full, random);
            Shape both = a.broadcast(b);
            assertThat(b.broadcast(a)).isEqualTo(both);
            assertThat(both.broadcast(a)).isEqualTo(both);
            assertThat(both.broadcast(b)).isEqualTo(both);
        }
    }

    /** Some dimensions replaced by 1, and some leading ones dropped. */
    private static Shape thinned(long[] full, SplittableRandom random) {
        int from = random.nextInt(full.length + 1);
        long[] dims = java.util.Arrays.copyOfRange(full, from, full.length);
        for (int k = 0; k < dims.length; k++) {
            dims[k] = random.nextBoolean() ? 1 : dims[k];
        }
        return Shape.of(dims);
    }
}
