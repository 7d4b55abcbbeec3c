package ai.hone.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Schedules and rates against fastai's numbers: reference/fastai-behaviour.md, appendix A1, A2, A3, A5. */
final class ScheduleTest {
    private static void close(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(Math.abs(expected) * 1e-8 + 1e-17));
    }

    @Test
    void cosine() {
        double[] at = {0, .1, .25, .5, .75, 1};
        double[] expected = {0, .02447174, .14644661, .5, .85355339, 1};
        for (int i = 0; i < at.length; i++) {
            assertThat(Schedule.cosine(0, 1).at(at[i])).isCloseTo(expected[i], within(5e-9));
        }
    }

    @Test
    void exponentialLinearAndConstant() {
        close(Schedule.exponential(1e-7, 10).at(.25), 1e-5);
        close(Schedule.exponential(1e-7, 10).at(.5), 1e-3);
        close(Schedule.exponential(1e-7, 10).at(.75), .1);
        close(Schedule.linear(2, 4).at(.25), 2.5);
        close(Schedule.constant(3).at(.7), 3);
    }

    @Test
    void oneCycleOfRateAndMomentum() {
        Schedule rate = Schedule.oneCycle(1e-3, 25, 1e5, .25);
        Schedule momentum = Schedule.cosine(.95, .85).then(.25, Schedule.cosine(.85, .95));
        double[][] expected = {
            {0, 4e-5, .95},
            {.05, 1.316718427e-4, .9404508497},
            {.125, 5.2e-4, .9},
            {.25, 1e-3, .85},
            {.5, 7.500025e-4, .875},
            {.75, 2.500075e-4, .925},
            {.9, 4.323683891e-5, .9456772729},
            {.99, 4.485805647e-7, .9499561415}
        };
        for (double[] row : expected) {
            assertThat(rate.at(row[0])).as("rate at %s", row[0]).isCloseTo(row[1], within(row[1] * 1e-9));
            assertThat(momentum.at(row[0])).as("momentum at %s", row[0]).isCloseTo(row[2], within(1e-10));
        }
    }

    @Test
    void bothPhasesOfFineTuning() {
        Schedule frozen = Schedule.oneCycle(2e-3, 25, 1e5, .99);
        close(frozen.at(0), 8e-5);
        assertThat(frozen.at(.5)).isCloseTo(1.055231325e-3, within(1e-12));
        close(frozen.at(.99), 2e-3);
        close(frozen.at(.995), 1.00001e-3);
        Schedule whole = Schedule.oneCycle(1e-3, 5, 1e5, .3);
        close(whole.at(0), 2e-4);
        close(whole.at(.15), 6e-4);
        close(whole.at(.3), 1e-3);
        close(whole.at(.65), 5.00005e-4);
        assertThat(whole.at(.95)).isCloseTo(1.254591855e-5, within(1e-14));
        close(LearningRate.slice(2e-3 / 100, 2e-3).times(.5).perGroup(3)[0], 1e-5);
    }

    @Test
    void atTheSplitTheLaterPartHolds() {
        Schedule schedule = Schedule.constant(1).then(.5, Schedule.constant(2));
        assertThat(schedule.at(.4999)).isEqualTo(1);
        assertThat(schedule.at(.5)).isEqualTo(2);
        for (double bad : new double[] {0, 1, -1, Double.NaN}) {
            assertThatThrownBy(() -> schedule.then(bad, schedule))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("schedule: expected a split between 0 and 1 but received " + bad + ".");
        }
    }

    @Test
    void slicesSpreadOverGroups() {
        assertThat(LearningRate.slice(1e-6, 1e-4).perGroup(3))
                .usingComparatorWithPrecision(1e-15)
                .containsExactly(1e-6, 1e-5, 1e-4);
        assertThat(LearningRate.slice(1e-2).perGroup(3))
                .usingComparatorWithPrecision(1e-15)
                .containsExactly(1e-3, 1e-3, 1e-2);
        assertThat(LearningRate.of(1e-2).perGroup(2)).containsExactly(1e-2, 1e-2);
        assertThat(LearningRate.slice(1e-6, 1e-4).perGroup(1)).containsExactly(1e-4);
        assertThat(LearningRate.slice(1e-2).perGroup(1)).containsExactly(1e-2);
        assertThat(LearningRate.slice(1e-2).times(.5)).isEqualTo(LearningRate.slice(5e-3));
        assertThat(LearningRate.of(1e-2).times(.5)).isEqualTo(LearningRate.of(5e-3));
    }

    @Test
    void ratesArePositive() {
        for (double bad : new double[] {0, -1e-3, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> LearningRate.of(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("learning rate: expected a number above 0 but received " + bad
                            + ". learn.lrFind().valley() suggests one; 1e-3 is a common start.");
            assertThatThrownBy(() -> LearningRate.slice(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LearningRate.slice(bad, 1e-3)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
