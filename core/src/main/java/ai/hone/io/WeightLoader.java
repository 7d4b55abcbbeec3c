package ai.hone.io;

import ai.hone.nn.Buffer;
import ai.hone.nn.Model;
import ai.hone.nn.Parameter;
import ai.hone.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

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

        /** Entries of the file to pass over, beside {@code num_batches_tracked}. */
        public Options ignore(Predicate<String> names) {
            ignored = ignored.or(names);
            return this;
        }

        public Options adapt(Adaptation value) {
            adaptation = value;
            return this;
        }
    }

    public static void load(Model model, Safetensors file) {
        load(model, file, o -> {});
    }

    /** @throws CheckpointException if the file does not fit; the model is unchanged then */
    public static void load(Model model, Safetensors file, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        Map<String, Shape> wanted = new LinkedHashMap<>();
        model.parameters().forEach((name, p) -> wanted.put(name, p.shape()));
        model.buffers().forEach((name, b) -> wanted.put(name, b.shape()));
        Map<String, float[]> values = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
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
            }
            values.put(name, after);
        });
        List<String> extra = new ArrayList<>();
        for (String entry : new TreeSet<>(file.names())) {
            if (entry.startsWith(o.prefix) && !o.ignored.test(entry.substring(o.prefix.length())) && !wanted.containsKey(entry.substring(o.prefix.length()))) {
                extra.add(entry.substring(o.prefix.length()));
            }
        }
        refuse(file, wanted.size(), missing, extra, misshapen);
        Map<String, Parameter> parameters = model.parameters();
        Map<String, Buffer> buffers = model.buffers();
        values.forEach((name, array) -> {
            Parameter parameter = parameters.get(name);
            if (parameter != null) {
                parameter.assign(array);
            } else {
                java.util.Objects.requireNonNull(buffers.get(name)).assign(array);
            }
        });
    }

    private static void refuse(Safetensors file, int wanted, List<String> missing, List<String> extra, List<String> misshapen) {
        if (missing.isEmpty() && extra.isEmpty() && misshapen.isEmpty()) {
            return;
        }
        throw new CheckpointException(file.where() + ": expected weights for all " + wanted + " entries of the model but received a file with "
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
