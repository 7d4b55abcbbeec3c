package ai.hone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.report.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The table of epochs, printed row by row and as a whole. */
final class ProgressTest {
    private static final String CLEAR = "\r\u001b[2K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void printsPlainLines() {
        try (var dls = Blobs.data();
                var learn = Blobs.learner(dls, o -> {})) {
            learn.fit(2, 1e-2, new Progress(out, false));
        }
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).isEqualTo("epoch   train_loss   valid_loss     accuracy         time");
        for (int i = 0; i < 2; i++) {
            assertThat(lines().get(i + 1))
                    .matches(" {4}" + i + "  +\\d\\.\\d{6}  +\\d\\.\\d{6}  +\\d\\.\\d{6}  +\\d\\d:\\d\\d")
                    .hasSameSizeAs(lines().get(0));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\r", "\u001b");
    }

    @Test
    void aLiveLineIsClearedForEveryRow() {
        try (var dls = Blobs.data();
                var learn = Blobs.learner(dls, o -> {})) {
            learn.fit(2, 1e-2, new Progress(out, true));
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text).contains(CLEAR + "epoch 1/2 train |█████                       | 1/5 loss 0.");
        assertThat(text).contains(CLEAR + "    0  ").contains(CLEAR + "    1  ").endsWith(CLEAR);
    }

    @Test
    void tellsWhatWasLeftOutOnce() {
        List<Blobs.Point> points = new ArrayList<>(Blobs.points());
        points.set(3, new Blobs.Point(Float.POSITIVE_INFINITY, 0));
        try (var dls = Blobs.data(points, s -> {});
                var learn = Blobs.learner(dls, o -> {})) {
            learn.fit(2, 1e-2, new Progress(out, false));
        }
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(2)).startsWith("left out: point: expected a finite one but received Point[x=Infinity");
    }

    @Test
    void tellsHowAFitEnded() {
        try (var dls = Blobs.data();
                var learn = Blobs.learner(dls, o -> o.callbacks(new Progress(out, false)))) {
            learn.fit(2, 1e-2, Blobs.on("afterEpoch", fit -> fit.stop("enough")));
            assertThat(lines().get(lines().size() - 1)).isEqualTo("stopped: enough");
            assertThatThrownBy(() -> learn.fit(2, 1e-2, Blobs.on("afterLoss", fit -> {
                        throw new IllegalStateException("bad luck");
                    })))
                    .isInstanceOf(CallbackException.class);
            assertThat(lines().get(lines().size() - 1)).startsWith("failed: ").endsWith(".afterLoss: bad luck");
        }
    }

    @Test
    void tablesHaveFixedWidths() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("a_metric_with_a_long_name", 0.5);
        History history = new History(
                List.of(
                        new History.Epoch(0, 2.345678901, Double.NaN, metrics, Duration.ofSeconds(65)),
                        new History.Epoch(1, 123.4, 1, metrics, Duration.ofSeconds(3600 + 62))),
                List.of(),
                List.of(),
                Optional.of("enough"));
        assertThat(history.toString().lines())
                .containsExactly(
                        "epoch   train_loss   valid_loss a_metric_with_a_long_name         time",
                        "    0     2.345679            -                  0.500000        01:05",
                        "    1   123.400000     1.000000                  0.500000      1:01:02",
                        "stopped: enough");
        assertThat(EpochTable.header(metrics.keySet()))
                .isEqualTo("epoch   train_loss   valid_loss a_metric_with_a_long_name         time");
    }
}
