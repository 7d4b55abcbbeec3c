package ai.hone.metric;

import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.metric.Metrics.errorRate;
import static ai.hone.metric.Metrics.topKAccuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.hone.tensor.Scope;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accuracy, error rate and top-k over batches of unequal size. */
final class MetricsTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static double value(Metric metric) {
        Metric.Accumulator pass = metric.start();
        pass.add(Tensor.of(new float[] {2, 1, 0, 0, 3, 1, 1, 0, 2}, 3, 3), Tensor.of(new long[] {0, 2, 0}, 3));
        pass.add(Tensor.of(new float[] {0, 1, 2}, 1, 3), Tensor.of(new long[] {2}, 1));
        return pass.value();
    }

    @Test
    void everyItemWeighsTheSame() {
        assertThat(value(accuracy())).isEqualTo(0.5);
        assertThat(value(errorRate())).isEqualTo(0.5);
        assertThat(value(topKAccuracy(2))).isEqualTo(1);
        assertThat(value(topKAccuracy())).isEqualTo(1);
        Metric.Accumulator pass = errorRate().start();
        pass.add(Tensor.of(new float[] {1, 0, 1, 0, 1, 0}, 3, 2), Tensor.of(new long[] {0, 0, 1}, 3));
        assertThat(pass.value()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void tiesGoToTheFirstAndNanIsAMiss() {
        Metric.Accumulator pass = accuracy().start();
        pass.add(Tensor.of(new float[] {1, 1, 1, 1}, 2, 2), Tensor.of(new long[] {0, 1}, 2));
        assertThat(pass.value()).isEqualTo(0.5);
        Metric.Accumulator nan = topKAccuracy(5).start();
        nan.add(Tensor.of(new float[] {Float.NaN, Float.NaN}, 1, 2), Tensor.of(new long[] {0}, 1));
        assertThat(nan.value()).isZero();
    }

    @Test
    void havingSeenNothingIsNan() {
        assertThat(accuracy().start().value()).isNaN();
        assertThat(errorRate().start().value()).isNaN();
    }

    @Test
    void passesDoNotShareCounts() {
        Metric metric = accuracy();
        value(metric);
        assertThat(metric.start().value()).isNaN();
    }

    @Test
    void sayTheirNamesAndDirections() {
        assertThat(accuracy().name()).isEqualTo("accuracy");
        assertThat(errorRate().name()).isEqualTo("error_rate");
        assertThat(topKAccuracy(3).name()).isEqualTo("top_3_accuracy");
        assertThat(accuracy().higherIsBetter()).isTrue();
        assertThat(errorRate().higherIsBetter()).isFalse();
    }

    @Test
    void refuseWhatDoesNotFit() {
        assertThatThrownBy(() -> topKAccuracy(0))
                .hasMessageStartingWith("topKAccuracy: expected k of 1 or more but received 0.");
        assertThatThrownBy(() -> accuracy().start().add(Tensor.zeros(2, 3), Tensor.zeros(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith(
                        "accuracy: expected predictions [N, C] and INT64 targets [N] but received [2, 3] and FLOAT32 [2].");
        assertThatThrownBy(() -> accuracy().start().add(Tensor.zeros(1, 3), Tensor.of(new long[] {3}, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("accuracy: expected targets 0 … 2 for predictions [1, 3] but received 3.");
    }
}
