package ai.hone.io;

import ai.hone.nn.Model;
import ai.hone.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fills a model from a file of weights by name, strictly: everything is checked first, and a file that does not fit changes nothing and is described
 * in one message that names missing, extra and misshapen entries. PyTorch's {@code num_batches_tracked} counters are passed over.
 */
public final class WeightLoader {
    private static final int SHOWN = 10;

    private WeightLoader() {}

    /** Changes an array before its shape is checked, for instance the first convolution for another number of input channels. */
    @FunctionalInterface
    public interface Adaptation {
        /** @return values for the model's shape, or the same array to leave it alone */
        float[] adapt(String name, Shape modelShape, Shape fileShape, float[] values);
    }

    /** Settings of {@link #load}. */
    public static final class Options {
        private String prefix = "";
        private Predicate<String> ignored = name -> name.endsWith("num_batches_tracked");
        private Adaptation adaptation = (name, modelShape, fileShape, values) -> values;

        /** Only entries below this prefix are read, and without it; default none. */
        public Options prefix(String value) {
            prefix = value;
            return this;
        }

        /** Entries to pass over, beside {@code num_batches_tracked}: neither read from the file nor wanted by the model, which keeps its own values. */
        public Options ignore(Predicate<String> names) {
            ignored = ignored.or(names);
            return this;
        }

        /** Changes arrays before their shapes are checked; default none. */
        public Options adapt(Adaptation value) {
            adaptation = value;
            return this;
        }
    }

    /** As {@link #load(Model, Safetensors, Consumer)} with every entry, none ignored. */
    public static void load(Model model, Safetensors file) {
        load(model, file, o -> {});
    }

    /** @throws CheckpointException if the file does not fit; the model is unchanged then */
    public static void load(Model model, Safetensors file, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        Map<String, Shape> wanted = wanted(model, o);
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        Map<String, float[]> values = new LinkedHashMap<>();
        wanted.forEach((name, shape) -> {
            String entry = o.prefix + name;
            if (!file.contains(entry)) {
                missing.add(name);
                return;
            }
            float[] before = file.floats(entry);
            float[] after = o.adaptation.adapt(name, shape, file.shape(entry), before);
            if (after == before && !file.shape(entry).equals(shape)) {
                misshapen.add(name + " (expected " + shape + ", received " + file.shape(entry) + ")");
            } else if (after.length != shape.size()) {
                misshapen.add(name + " (expected " + shape + ", received " + after.length + " adapted values)");
            }
            values.put(name, after);
        });
        refuse(file, wanted.size(), missing, extra(file, wanted, o), misshapen);
        assign(model, values);
    }

    private static Map<String, Shape> wanted(Model model, Options o) {
        Map<String, Shape> wanted = new LinkedHashMap<>();
        model.parameters().forEach((name, p) -> wanted.put(name, p.shape()));
        model.buffers().forEach((name, b) -> wanted.put(name, b.shape()));
        wanted.keySet().removeIf(o.ignored);
        return wanted;
    }

    private static List<String> extra(Safetensors file, Map<String, Shape> wanted, Options o) {
        return file.names().stream()
                .filter(entry -> entry.startsWith(o.prefix))
                .map(entry -> entry.substring(o.prefix.length()))
                .filter(name -> !wanted.containsKey(name) && !o.ignored.test(name))
                .sorted()
                .toList();
    }

    private static void assign(Model model, Map<String, float[]> values) {
        model.parameters().forEach((name, p) -> assign(values.get(name), p::assign));
        model.buffers().forEach((name, b) -> assign(values.get(name), b::assign));
    }

    private static void assign(float @Nullable [] values, Consumer<float[]> place) {
        if (values != null) {
            place.accept(values);
        }
    }

    private static void refuse(
            Safetensors file, int wanted, List<String> missing, List<String> extra, List<String> misshapen) {
        if (missing.isEmpty() && extra.isEmpty() && misshapen.isEmpty()) {
            return;
        }
        throw new CheckpointException(file.where() + ": expected weights for all " + wanted
                + " entries of the model but received a file with "
                + listed("missing", missing) + listed("extra", extra) + listed("misshapen", misshapen)
                + "The weights belong to another architecture, number of classes or version; nothing was changed.");
    }

    private static String listed(String what, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() + " " + what + ": " + shown + (names.size() > SHOWN ? ", …" : "") + ". ";
    }
}
