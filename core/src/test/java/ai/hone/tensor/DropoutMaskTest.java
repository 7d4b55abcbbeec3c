package ai.hone.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.op.Dropout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DropoutMaskTest {
    private static final int SIZE = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.5, 0.9, 0.999})
    void dropsItsShareAndScalesTheRest(double p) {
        float[] mask = DropoutMask.of(42, p, SIZE);
        int dropped = 0;
        for (float m : mask) {
            assertThat(m).isIn(0f, (float) (1 / (1 - p)));
            dropped += m == 0 ? 1 : 0;
        }
        double deviation = Math.sqrt(SIZE * p * (1 - p));
        assertThat((double) dropped).isBetween(SIZE * p - 4 * deviation, SIZE * p + 4 * deviation);
    }

    @Test
    void isTheSameForTheSameSeedHoweverItIsCut() {
        float[] mask = DropoutMask.of(-3, 0.3, SIZE);
        assertThat(DropoutMask.of(-3, 0.3, SIZE)).isEqualTo(mask);
        int[] bits = new int[1000];
        DropoutMask.bits(-3, 0.3, 4001, bits, 1000);
        for (int i = 0; i < bits.length; i++) {
            assertThat(Float.intBitsToFloat(bits[i])).isEqualTo(mask[4001 + i]);
        }
    }

    /** Neighbours, seeds that differ in one bit of either half, and one mask against another shifted: all are independent. */
    @Test
    void elementsAndSeedsAreIndependent() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20; i++) {
            long seed = random.nextLong();
            float[] mask = DropoutMask.of(seed, 0.5, SIZE);
            assertIndependent(mask, mask, 1 + random.nextInt(300));
            assertIndependent(mask, DropoutMask.of(seed ^ (1L << random.nextInt(64)), 0.5, SIZE), 0);
            assertIndependent(mask, DropoutMask.of(seed + 1, 0.5, SIZE), 0);
            assertIndependent(mask, DropoutMask.of(seed + (1L << 32), 0.5, SIZE), random.nextInt(3));
        }
    }

    @Test
    void whatIsNoNumberIsNotHiddenByDropping() {
        try (Scope scope = Scope.open()) {
            float[] values = new float[9000];
            Arrays.fill(values, Float.NaN);
            Tensor y = Dropout.dropout(Tensor.of(values, values.length), 0.5, new SplittableRandom(2));
            assertThat(y.toFloatArray()).containsOnly(Float.NaN);
        }
    }

    private static void assertIndependent(float[] a, float[] b, int shift) {
        int pairs = a.length - shift;
        int agree = 0;
        for (int i = 0; i < pairs; i++) {
            agree += a[i] == b[i + shift] ? 1 : 0;
        }
        double deviation = Math.sqrt(pairs * 0.25);
        assertThat((double) agree).isBetween(pairs / 2.0 - 5 * deviation, pairs / 2.0 + 5 * deviation);
    }
}
