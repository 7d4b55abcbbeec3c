package ai.hone.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.nn.Initializer;
import ai.hone.nn.Model;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeightLoaderTest {
    private static final String NEXT =
            "The weights belong to another architecture, number of classes or version; nothing was changed.";

    /** Twelve weights and a running mean, so that lists of names grow long enough to be cut. */
    private static final class Small extends Model {
        Small() {
            for (int i = 10; i < 22; i++) {
                parameter("w" + i, Shape.of(2, 3), Initializer.ones());
            }
            buffer("mean", Shape.of(2), 5);
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            return inputs.get(0);
        }
    }

    private final Model model = new Small().initialize(1);

    @AfterEach
    void close() {
        model.close();
    }

    private static Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (int i = 10; i < 22; i++) {
            shapes.put("w" + i, new long[] {2, 3});
        }
        shapes.put("mean", new long[] {2});
        return shapes;
    }

    /** A file of arrays that count 0.5, 1.5, … each. */
    private static Safetensors file(Map<String, long[]> shapes) {
        Map<String, SafetensorsWriter.Array> arrays = new LinkedHashMap<>();
        shapes.forEach((name, dims) -> {
            float[] values = new float[(int) Shape.of(dims).size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = i + 0.5f;
            }
            arrays.put(name, SafetensorsTest.array(ElementType.F32, SafetensorsWriter.floats(values), dims));
        });
        try {
            return Safetensors.read(SafetensorsTest.bytes(arrays, Map.of()), "weights");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private float[] value(String name) {
        try (Scope scope = Scope.inference()) {
            Tensor value = model.state().get(name);
            assertThat(value).isNotNull();
            return value.toFloatArray();
        }
    }

    private void refused(Map<String, long[]> shapes, Consumer<WeightLoader.Options> options, String received) {
        assertThatThrownBy(() -> WeightLoader.load(model, file(shapes), options))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("weights: expected weights for all 13 entries of the model but received a file with "
                        + received + " " + NEXT);
        for (int i = 10; i < 22; i++) {
            assertThat(value("w" + i)).containsOnly(1f);
        }
        assertThat(value("mean")).containsOnly(5f);
    }

    @Test
    void loadsParametersAndBuffers() {
        WeightLoader.load(model, file(shapes()));
        assertThat(value("w10")).containsExactly(0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f);
        assertThat(value("w21")).containsExactly(0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f);
        assertThat(value("mean")).containsExactly(0.5f, 1.5f);
    }

    @Test
    void whatWasWrittenComesBack() {
        Model other = new Small().initialize(2);
        try (Scope scope = Scope.inference()) {
            WeightLoader.load(model, file(shapes()));
            byte[] bytes = Safetensors.bytes(model.state(), Map.of());
            WeightLoader.load(other, Safetensors.read(bytes, "state"));
            assertThat(Safetensors.bytes(other.state(), Map.of())).isEqualTo(bytes);
        } finally {
            other.close();
        }
    }

    @Test
    void namesAllThatDoesNotFitAtOnce() {
        Map<String, long[]> shapes = shapes();
        shapes.remove("mean");
        shapes.put("w11", new long[] {3, 2});
        shapes.put("fc.bias", new long[] {2});
        refused(
                shapes,
                o -> {},
                "1 missing: mean. 1 extra: fc.bias. 1 misshapen: w11 (expected [2, 3], received [3, 2]).");
    }

    @Test
    void cutsLongListsAfterTen() {
        refused(
                Map.of("mean", new long[] {2}),
                o -> {},
                "12 missing: w10, w11, w12, w13, w14, w15, w16, w17, w18, w19, ….");
    }

    @Test
    void passesOverBatchCountersAndIgnoredEntries() {
        Map<String, long[]> shapes = shapes();
        shapes.put("bn.num_batches_tracked", new long[0]);
        shapes.put("fc.weight", new long[] {1});
        shapes.put("mean", new long[] {7});
        WeightLoader.load(
                model, file(shapes), o -> o.ignore(n -> n.startsWith("fc.")).ignore(n -> n.equals("mean")));
        assertThat(value("w10")).startsWith(0.5f);
        assertThat(value("mean")).as("ignored, so the model's own").containsOnly(5f);
    }

    @Test
    void readsBelowAPrefixOnly() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes().forEach((name, dims) -> shapes.put("model." + name, dims));
        shapes.put("optimizer.step", new long[0]);
        WeightLoader.load(model, file(shapes), o -> o.prefix("model."));
        assertThat(value("mean")).containsExactly(0.5f, 1.5f);
        shapes.put("model.more", new long[0]);
        close();
        model.initialize(1);
        refused(shapes, o -> o.prefix("model."), "1 extra: more.");
    }

    @Test
    void adaptsBeforeItChecksShapes() {
        Map<String, long[]> shapes = shapes();
        shapes.put("w10", new long[] {2, 1});
        WeightLoader.load(
                model,
                file(shapes),
                o -> o.adapt((name, wanted, found, values) -> found.equals(wanted)
                        ? values
                        : new float[] {values[0], values[0], values[0], values[1], values[1], values[1]}));
        assertThat(value("w10")).containsExactly(0.5f, 0.5f, 0.5f, 1.5f, 1.5f, 1.5f);
    }

    @Test
    void refusesAdaptedValuesOfTheWrongNumber() {
        refused(
                shapes(),
                o -> o.adapt((name, wanted, found, values) -> name.equals("w20") ? new float[4] : values),
                "1 misshapen: w20 (expected [2, 3], received 4 adapted values).");
    }
}
