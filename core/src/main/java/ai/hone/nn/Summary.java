package ai.hone.nn;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model is made of, layer by layer, for one shape of input; {@link #toString()} is the table. */
public record Summary(List<Shape> inputs, List<Row> rows) {

    /** One layer.
     * @param path where it stands in the model
     * @param type the layer's own text, such as {@code Linear(3, 2)}
     * @param output the shape of its output, or null if it did not run
     * @param parameters the number of values of its own parameters
     * @param trainable how many of these are not frozen */
    public record Row(String path, String type, @Nullable Shape output, long parameters, long trainable) {}

    public Summary {
        inputs = List.copyOf(inputs);
        rows = List.copyOf(rows);
    }

    /** Runs the model once, in evaluation mode, on zeros of the given shapes, one for each input. The model keeps its state and mode. */
    public static Summary of(Model model, Shape... inputs) {
        Map<Model, Shape> outputs = watch(model, List.of(inputs));
        List<Row> rows = new ArrayList<>();
        model.walk("", (prefix, part) -> {
            if (part.children().isEmpty() || !own(part).isEmpty()) {
                rows.add(
                        row(prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1), part, outputs.get(part)));
            }
        });
        return new Summary(List.of(inputs), rows);
    }

    private static Map<Model, Shape> watch(Model model, List<Shape> inputs) {
        Map<Model, Shape> outputs = new LinkedHashMap<>();
        Map<Model, Boolean> modes = new LinkedHashMap<>();
        model.walk("", (prefix, part) -> {
            modes.put(part, part.training());
            if (part instanceof Layer layer) {
                layer.watch(y -> outputs.put(layer, y.shape()));
            }
        });
        model.train(false);
        try (Scope scope = Scope.inference()) {
            model.forward(
                    inputs.stream().map(shape -> Tensor.zeros(shape.dims())).toList());
        } finally {
            modes.forEach((part, training) -> {
                part.train(training);
                if (part instanceof Layer layer) {
                    layer.watch(null);
                }
            });
        }
        return outputs;
    }

    private static Row row(String path, Model part, @Nullable Shape output) {
        long all = own(part).stream().mapToLong(p -> p.shape().size()).sum();
        long trainable = own(part).stream()
                .filter(Parameter::trainable)
                .mapToLong(p -> p.shape().size())
                .sum();
        return new Row(path, part.toString(), output, all, trainable);
    }

    private static List<Parameter> own(Model part) {
        return part.parameters().entrySet().stream()
                .filter(e -> !e.getKey().contains("."))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The number of values of all parameters. */
    public long parameters() {
        return rows.stream().mapToLong(Row::parameters).sum();
    }

    /** The number of values that training changes. */
    public long trainable() {
        return rows.stream().mapToLong(Row::trainable).sum();
    }

    @Override
    public String toString() {
        int path =
                Math.max(4, rows.stream().mapToInt(r -> r.path().length()).max().orElse(0));
        int type =
                Math.max(5, rows.stream().mapToInt(r -> r.type().length()).max().orElse(0));
        String format = "%-" + path + "s  %-" + type + "s  %-20s  %12s  %s%n";
        StringBuilder table = new StringBuilder();
        table.append("input ")
                .append(inputs.size() == 1 ? inputs.get(0) : inputs)
                .append(System.lineSeparator());
        table.append(String.format(format, "path", "layer", "output", "parameters", "trainable"));
        for (Row r : rows) {
            table.append(String.format(
                    format, r.path(), r.type(), r.output() == null ? "-" : r.output(), count(r.parameters()), mark(r)));
        }
        return table + "parameters " + count(parameters()) + ", trainable " + count(trainable()) + ", frozen "
                + count(parameters() - trainable());
    }

    private static String mark(Row row) {
        if (row.parameters() == 0) {
            return "";
        }
        return row.trainable() == 0 ? "no" : row.trainable() == row.parameters() ? "yes" : "partly";
    }

    private static String count(long n) {
        return String.format(java.util.Locale.ROOT, "%,d", n);
    }
}
