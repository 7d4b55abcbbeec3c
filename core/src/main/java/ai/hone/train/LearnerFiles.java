package ai.hone.train;

import ai.hone.data.Declarative;
import ai.hone.io.Bundle;
import ai.hone.io.CheckpointException;
import ai.hone.io.Declaration;
import ai.hone.io.Safetensors;
import ai.hone.io.WeightLoader;
import ai.hone.tensor.Diagnostics;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a learner writes to disk and reads back. */
final class LearnerFiles {
    private static final String MODEL = "model.";
    private static final String OPTIMIZER = "optimizer.";

    private LearnerFiles() {}

    /** One safetensors file: {@code model.…} and {@code optimizer.…}. */
    static Path save(Learner<?, ?> learner, Path file) {
        try (Scope scope = Scope.inference()) {
            Map<String, Tensor> all = new LinkedHashMap<>();
            learner.model().state().forEach((name, value) -> all.put(MODEL + name, value));
            learner.optimizer().state().forEach((name, value) -> all.put(OPTIMIZER + name, value));
            return Safetensors.write(file, all, Map.of("hone", Diagnostics.version()));
        }
    }

    static void load(Learner<?, ?> learner, Path path) {
        Safetensors file = Safetensors.read(path);
        try (Scope scope = Scope.inference()) {
            Map<String, Tensor> optimizer = new LinkedHashMap<>();
            for (String name : file.names()) {
                if (name.startsWith(OPTIMIZER)) {
                    optimizer.put(name.substring(OPTIMIZER.length()), tensor(file, name));
                }
            }
            try {
                learner.optimizer().check(optimizer);
            } catch (IllegalArgumentException e) {
                throw new CheckpointException(path + ": " + e.getMessage(), e);
            }
            WeightLoader.load(learner.model(), file, o -> o.prefix(MODEL));
            learner.optimizer().load(optimizer);
        }
    }

    private static Tensor tensor(Safetensors file, String name) {
        long[] dims = file.shape(name).dims();
        return switch (file.dtype(name)) {
            case "I64" -> Tensor.of(file.longs(name), dims);
            case "F64" -> Tensor.of(file.doubles(name), dims);
            default -> Tensor.of(file.floats(name), dims);
        };
    }

    static Path export(Learner<?, ?> learner, Path file) {
        var steps = learner.dataLoaders().inference();
        Declarative architecture = learner.architecture()
                .orElseThrow(() -> new CheckpointException(
                        "export: expected an architecture that a bundle can write down but received a model without one."
                                + " Give Learner.of options.architecture(…), or save(…) the weights alone."));
        Bundle bundle = new Bundle(
                declare(architecture, "architecture"),
                declare(steps.block(), "input block"),
                declare(learner.dataLoaders().target(), "target block"),
                declareAll(steps.itemTransforms(), "item transform"),
                declareAll(steps.batchTransforms(), "batch transform"),
                new Declaration(learner.loss().name(), learner.loss().settings()),
                notes(learner));
        try (Scope scope = Scope.inference()) {
            return bundle.write(file, learner.model().state());
        }
    }

    private static List<Declaration> declareAll(List<?> transforms, String where) {
        return transforms.stream().map(t -> declare(t, where)).toList();
    }

    private static Declaration declare(Object part, String where) {
        if (part instanceof Declarative d) {
            return new Declaration(d.kind(), d.settings());
        }
        throw new CheckpointException("export: expected every " + where + " to be Declarative but received "
                + part.getClass().getName()
                + ". A bundle holds data, never code: implement Declarative with a Rebuilder, or leave the step out.");
    }

    private static Map<String, Object> notes(Learner<?, ?> learner) {
        Map<String, Object> notes = new LinkedHashMap<>();
        notes.put("created", Instant.now().toString());
        notes.put("hone", Diagnostics.version());
        notes.put("java", Runtime.version().toString());
        notes.put("kernels", Scope.currentKernels().name());
        notes.put("seed", learner.seed());
        notes.put("data", learner.dataLoaders().toString());
        notes.put("dataFingerprint", learner.dataLoaders().fingerprint());
        notes.put("metrics", learner.lastMeasured());
        return notes;
    }
}
