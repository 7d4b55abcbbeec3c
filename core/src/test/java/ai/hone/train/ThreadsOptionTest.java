package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Threads;
import org.junit.jupiter.api.Test;

final class ThreadsOptionTest {
    @Test
    void isAutomaticUnlessSaidAndNeverMoreThanThereAre() {
        assertThat(new LearnerOptions().threads).isZero();
        assertThat(new LearnerOptions().threads(1).threads).isEqualTo(1);
        assertThat(new LearnerOptions().threads(1_000_000).threads).isEqualTo(Threads.available());
        assertThat(new PredictorOptions().threads).isZero();
        assertThat(new PredictorOptions().threads(1_000_000).threads).isEqualTo(Threads.available());
    }

    @Test
    void refusesNegativeNumbersByName() {
        assertThatThrownBy(() -> new LearnerOptions().threads(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("learner.threads: expected 0 (automatic) … " + Threads.available()
                        + ", the available processors, but received -1.");
        assertThatThrownBy(() -> new PredictorOptions().threads(-1))
                .hasMessageStartingWith("predictor.threads: expected 0");
    }
}
