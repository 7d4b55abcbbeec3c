package ai.hone.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.ShapeException;
import org.junit.jupiter.api.Test;

/** Weights over three colours become weights over any number of channels by fastai's rules. */
final class WeightsTest {
    /** Two filters of three channels of two elements. */
    private static final float[] WEIGHTS = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};

    @Test
    void oneChannelIsTheSum() {
        assertThat(Weights.adaptChannels(WEIGHTS, 2, 1)).containsExactly(9, 12, 90, 120);
    }

    @Test
    void twoChannelsAreTheFirstTimesOneAndAHalf() {
        assertThat(Weights.adaptChannels(WEIGHTS, 2, 2)).containsExactly(1.5f, 3, 4.5f, 6, 15, 30, 45, 60);
    }

    @Test
    void threeChannelsStay() {
        assertThat(Weights.adaptChannels(WEIGHTS, 2, 3))
                .containsExactly(WEIGHTS)
                .isNotSameAs(WEIGHTS);
    }

    @Test
    void furtherChannelsAreZero() {
        assertThat(Weights.adaptChannels(WEIGHTS, 2, 4))
                .containsExactly(1, 2, 3, 4, 5, 6, 0, 0, 10, 20, 30, 40, 50, 60, 0, 0);
    }

    @Test
    void refusesWhatIsNoFirstConvolution() {
        assertThatThrownBy(() -> Weights.adaptChannels(new float[8], 2, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("adaptChannels: expected weights [2, 3, kH, kW]")
                .hasMessageContaining("received 8 values and 1 channels");
    }
}
