package ai.hone.nn;

import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.dropout;
import static ai.hone.nn.Layers.flatten;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.Shape;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The summary lists every layer with the shape of its output and its parameters, and leaves the model as it was. */
final class SummaryTest {
    @Test
    void listsLayers() {
        Layer conv = conv2d(3, 8, 3);
        try (Layer model = sequential(sequential(conv, batchNorm2d(8)), flatten(), dropout(0.5), linear(8 * 36, 5))) {
            model.initialize(0);
            conv.parameters().values().forEach(p -> p.trainable(false));
            Objects.requireNonNull(model.children().get("0")).train(false);

            Summary summary = Summary.of(model, Shape.of(1, 3, 8, 8));

            assertThat(summary.rows()).extracting(Summary.Row::path).containsExactly("0.0", "0.1", "1", "2", "3");
            assertThat(summary.rows())
                    .extracting(Summary.Row::output)
                    .containsExactly(
                            Shape.of(1, 8, 6, 6),
                            Shape.of(1, 8, 6, 6),
                            Shape.of(1, 288),
                            Shape.of(1, 288),
                            Shape.of(1, 5));
            assertThat(summary.parameters()).isEqualTo(224 + 16 + 1445);
            assertThat(summary.trainable()).isEqualTo(16 + 1445);
            assertThat(summary.toString().lines())
                    .containsExactly(
                            "input [1, 3, 8, 8]",
                            "path  layer                     output                  parameters  trainable",
                            "0.0   Conv2d(3, 8, kernel 3×3)  [1, 8, 6, 6]                   224  no",
                            "0.1   BatchNorm2d(8)            [1, 8, 6, 6]                    16  yes",
                            "1     Flatten()                 [1, 288]                         0  ",
                            "2     Dropout(0.5)              [1, 288]                         0  ",
                            "3     Linear(288, 5)            [1, 5]                       1,445  yes",
                            "parameters 1,685, trainable 1,461, frozen 224");

            assertThat(model.training()).isTrue();
            assertThat(conv.training()).isFalse();
        }
    }
}
