package ai.hone.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The benchmarks: what each measures, and with whom Hone is compared. */
final class Suite {
    private static final int PICTURES = 300;

    private final Options options;

    Suite(Options options) {
        this.options = options;
    }

    /** A batch of square pictures. */
    private record Format(int batch, int size) {
        String label() {
            return (batch == 1 ? "one picture, " : "batch " + batch + ", ") + size + "×" + size;
        }
    }

    /** The names that benchmarks/run takes, each with a sentence. */
    static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(
                "train-step",
                "ResNet-34 through Learner.fit: batch from memory, forward, loss, accuracy, backward, Adam.");
        names.put("predict", "ResNet-34 through Predictor, one picture and sixteen.");
        names.put("small-step", "A network for tables, 216 → 200 → 100 → 2, through Learner.fit.");
        names.put("data-loader", "JPEG files to augmented batches, and whether that keeps up with training.");
        return names;
    }

    List<Case> cases(String name) {
        return switch (name) {
            case "train-step" -> trainStep();
            case "predict" -> predict();
            case "small-step" -> List.of(smallStep());
            case "data-loader" -> List.of(dataLoader("resize"), dataLoader("randomResizedCrop"));
            default ->
                throw new IllegalArgumentException(
                        "benchmarks/run: expected one of " + names().keySet() + " but received " + name + ".");
        };
    }

    private List<Format> formats(Format... usual) {
        if (options.batch.isEmpty() && options.size.isEmpty()) {
            return List.of(usual);
        }
        List<Format> chosen = new ArrayList<>();
        for (Format format : usual) {
            if (options.size.isEmpty() || options.size.get() == format.size) {
                chosen.add(new Format(options.batch.orElse(format.batch), format.size));
            }
        }
        return chosen.isEmpty()
                ? List.of(new Format(options.batch.orElse(usual[0].batch), options.size.orElse(usual[0].size)))
                : chosen.stream().distinct().toList();
    }

    private List<Case> trainStep() {
        List<Case> cases = new ArrayList<>();
        for (Format format : formats(new Format(16, 128), new Format(32, 224))) {
            // The JVM compiles while it warms up, on cores that the kernels want.
            Settings settings =
                    settings("train-step", format.size <= 128 ? 20 : 6, 12, 2).with(format);
            List<Contestant> all = new ArrayList<>(hone(settings));
            Contestant.djl(settings.map()).ifPresent(all::add);
            // A step takes DL4J so long at 224×224, half a minute, that nobody would wait for it; asked for by size it
            // runs.
            if (format.size <= 128 || options.size.isPresent()) {
                Contestant.dl4j(settings("train-step", 1, 3, 1).with(format).map())
                        .ifPresent(all::add);
            }
            all.addAll(pytorch("train_step.py", settings));
            cases.add(new Case("ResNet-34, " + format.label(), format.batch, all));
        }
        return cases;
    }

    private List<Case> predict() {
        List<Case> cases = new ArrayList<>();
        for (Format format : formats(new Format(1, 128), new Format(16, 128))) {
            Settings settings = settings("predict", format.batch == 1 ? 100 : 20, format.batch == 1 ? 200 : 40, 3)
                    .with(format);
            // Exported here, so that a turn's memory is that of a program that only predicts.
            List<Contestant> all = new ArrayList<>(
                    hone(settings.with("bundle", Predict.bundle(format.size).toString())));
            Contestant.djl(settings.map()).ifPresent(all::add);
            all.addAll(pytorch("predict_step.py", settings));
            cases.add(new Case("ResNet-34, " + format.label(), format.batch, all));
        }
        return cases;
    }

    private Case smallStep() {
        int batch = options.batch.orElse(64);
        Settings settings = settings("small-step", 3000, 3000, 200).with("batch", batch);
        List<Contestant> all = new ArrayList<>(List.of(hone("float32", settings)));
        Contestant.dl4j(settings.map()).ifPresent(all::add);
        // Eager PyTorch is quickest on steps so small with one thread.
        Contestant.pytorch(
                        "small_step.py", "float32", settings.with("threads", 1).map())
                .ifPresent(all::add);
        return new Case("216 → 200 → 100 → 2, batch " + batch, batch, all);
    }

    private Case dataLoader(String item) {
        Format format = formats(new Format(32, 224)).get(0);
        Settings settings = settings("data-loader", 1, 4, 1)
                .with(format)
                .with("item", item)
                .with("repeats", options.quick ? 1 : 3)
                .with("pictures", SamplePictures.folder(PICTURES).toString());
        List<Contestant> all = new ArrayList<>(List.of(hone("float32", settings)));
        Contestant.pytorch(
                        "load_pictures.py",
                        "float32",
                        settings.with("workers", 2).map())
                .ifPresent(all::add);
        Settings step = settings("train-step", 4, 12, 2).with(format);
        for (String precision : options.precisions) {
            all.add(hone(precision, step).renamed("Hone's training step"));
        }
        return new Case(item + "(" + format.size + ") and augTransforms(), batch " + format.batch, format.batch, all);
    }

    private List<Contestant> hone(Settings settings) {
        return options.precisions.stream()
                .map(precision -> hone(precision, settings))
                .toList();
    }

    private Contestant hone(String precision, Settings settings) {
        return Contestant.hone(
                precision,
                settings.with("precision", precision)
                        .with("threads", options.threads.orElse(0))
                        .map());
    }

    private List<Contestant> pytorch(String script, Settings settings) {
        return options.precisions.stream()
                .map(precision -> Contestant.pytorch(
                        script, precision, settings.with("precision", precision).map()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Settings settings(String task, int warmUp, int steps, int quickSteps) {
        return new Settings(Map.of())
                .with("task", task)
                .with("warmUp", options.warmUp.orElse(options.quick ? Math.min(warmUp, quickSteps) : warmUp))
                .with("steps", options.steps.orElse(options.quick ? quickSteps : steps))
                .with("threads", options.peerThreads());
    }

    private record Settings(Map<String, String> map) {
        Settings with(String name, Object value) {
            Map<String, String> more = new LinkedHashMap<>(map);
            more.put(name, value.toString());
            return new Settings(more);
        }

        Settings with(Format format) {
            return with("batch", format.batch).with("size", format.size);
        }
    }
}
