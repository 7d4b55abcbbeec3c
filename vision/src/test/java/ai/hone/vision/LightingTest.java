package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LightingTest {

    private static float light(double x, double brightness, double contrast) {
        float[] values = {-1, (float) x, -1};
        new Lighting(brightness, contrast).apply(values, 1, 1);
        assertThat(values[0]).isEqualTo(-1);
        assertThat(values[2]).isEqualTo(-1);
        return values[1];
    }

    @Test
    void a11() {
        assertThat(light(.3, .6, 1)).isCloseTo(.39130435f, within(1e-6f));
        assertThat(light(.3, .5, 1.25)).isCloseTo(.25747722f, within(1e-6f));
    }

    @Test
    void equalsTheFormulaOverTheWholeRange() {
        for (double brightness : new double[] {0.1, 0.4, 0.5, 0.55, 0.9}) {
            for (double contrast : new double[] {0.2, 0.8, 1, 1.25, 5}) {
                for (int i = 0; i <= 1000; i++) {
                    double x = Math.min(1 - 1e-7, Math.max(1e-7, i / 1000.0));
                    double logit = contrast * (Math.log(x / (1 - x)) + Math.log(brightness / (1 - brightness)));
                    assertThat((double) light(i / 1000.0, brightness, contrast))
                            .as("%f, brightness %f, contrast %f", x, brightness, contrast)
                            .isCloseTo(1 / (1 + Math.exp(-logit)), within(5e-6 + (i % 1000 == 0 ? 2e-2 : 0)));
                }
            }
        }
    }

    @Test
    void staysWithin0And1ForAnyInput() {
        for (float x : new float[] {-3, 0, 1e-30f, 1, 7}) {
            assertThat(light(x, 0.95, 0.01)).isBetween(0f, 1f);
            assertThat(light(x, 0.05, 100)).isBetween(0f, 1f);
            assertThat(light(x, 0.7, 1)).isBetween(0f, 1f);
        }
    }

    @Test
    void neutralChangesNoBit() {
        assertThat(light(0.123, 0.5, 1)).isEqualTo(0.123f);
        assertThat(light(0, 0.5, 1)).isZero();
    }

    @Test
    void logarithmAndPower() {
        for (int i = -126; i < 126; i++) {
            for (double m = 1; m < 2; m += 0.013) {
                float x = (float) Math.scalb(m, i);
                assertThat((double) Lighting.log2(x)).isCloseTo(Math.log(x) / Math.log(2), within(8e-6));
                float e = (float) (i + m - 1);
                assertThat(Lighting.exp2(e) / Math.pow(2, e)).isCloseTo(1, within(1e-6));
            }
        }
    }
}
