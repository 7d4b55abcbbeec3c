package ai.hone.vision;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.io.Safetensors;
import ai.hone.io.WeightLoader;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.loss.Loss;
import ai.hone.metric.Metric;
import ai.hone.optim.Adam;
import ai.hone.optim.UpdateRule;
import ai.hone.report.Progress;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Shape;
import ai.hone.train.Callback;
import ai.hone.train.Learner;
import ai.hone.train.LearnerOptions;
import ai.hone.train.callback.StopOnNan;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes learners for pictures: an architecture's body, with pretrained weights if given, and a new head sized by the data. */
public final class VisionLearner {
    private VisionLearner() {}

    /** A learner from scratch with these metrics; pretrained weights are an {@linkplain #of(DataLoaders, Architecture, Consumer) option}. */
    public static Learner<Image, Category> of(
            DataLoaders<Image, Category> dataLoaders, Architecture architecture, Metric... metrics) {
        return of(dataLoaders, architecture, o -> o.metrics(metrics));
    }

    /**
     * A learner for any architecture. With pretrained weights the batches are normalised by the statistics the weights expect, unless the data
     * is normalised already, and the body starts frozen.
     *
     * @throws ai.hone.io.CheckpointException if the weights do not fit the architecture; the message names missing, extra and misshapen entries
     */
    public static Learner<Image, Category> of(
            DataLoaders<Image, Category> dataLoaders, Architecture architecture, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        int channels = dataLoaders.input().outputs();
        var described = new VisionArchitecture(
                architecture, channels, dataLoaders.target().outputs(), o.dropout);
        VisionModel model = described.model();
        model.initialize(o.seed);
        try {
            o.pretrained.ifPresent(file -> load(model, architecture, channels, file));
            Learner<Image, Category> learner = Learner.of(
                    prepared(dataLoaders, architecture, channels, o), model, o.loss, l -> settings(l, o, described));
            return o.pretrained.isPresent() ? learner.freeze() : learner;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Settings of a vision learner; each has fastai's default. */
    public static final class Options {
        private Optional<Path> pretrained = Optional.empty();
        private Optional<Normalize> normalization = Optional.empty();
        private boolean normalize = true;
        private Consumer<LearnerOptions> learner = l -> l.callbacks(new StopOnNan());
        private long seed = 42;
        private double dropout = 0.5;
        private boolean progress = true;
        private Loss loss = new CrossEntropyLoss();

        /** Weights of the body, a safetensors file with torchvision's names; entries of its classifier are passed over. */
        public Options pretrained(Path safetensors) {
            pretrained = Optional.of(safetensors);
            return this;
        }

        /** false, the default, starts from scratch. Weights by name are not available yet: true is refused.
         * @throws IllegalArgumentException for true */
        public Options pretrained(boolean on) {
            if (on) {
                throw new IllegalArgumentException(
                        "pretrained: expected a file of weights or false but received true."
                                + " Weights by name come later; give a safetensors file with torchvision's names: pretrained(Path.of(\"resnet18.safetensors\")).");
            }
            pretrained = Optional.empty();
            return this;
        }

        /** Whether pretrained weights bring their normalisation; default true. */
        public Options normalize(boolean on) {
            normalize = on;
            return this;
        }

        /** The statistics that the given weights were trained with; default the architecture's. */
        public Options normalize(Normalize statistics) {
            normalization = Optional.of(statistics);
            return this;
        }

        /** Figures measured on the validation data after each epoch. */
        public Options metrics(Metric... list) {
            return learner(l -> l.metrics(list));
        }

        /** Callbacks of every fit. */
        public Options callbacks(Callback... list) {
            return learner(l -> l.callbacks(list));
        }

        /** What activations are kept and computed in; default {@link Precision#AUTO}. */
        public Options precision(Precision value) {
            return learner(l -> l.precision(value));
        }

        /** How many processors the kernels use; default 0, automatic: see {@link ai.hone.tensor.Threads}. */
        public Options threads(int value) {
            return learner(l -> l.threads(value));
        }

        /** Feeds initial weights and dropout; default 42. */
        public Options seed(long value) {
            seed = value;
            return this;
        }

        /** Of the head, before its last layer; half of it before the hidden one; default 0.5. */
        public Options dropout(double p) {
            dropout = p;
            return this;
        }

        /** Default {@link Adam}. */
        public Options optimizer(UpdateRule rule) {
            return learner(l -> l.optimizer(rule));
        }

        /** Default: the optimizer's own, 0.01 for Adam. */
        public Options weightDecay(double value) {
            return learner(l -> l.weightDecay(value));
        }

        /** Whether batch norms stay trainable in frozen groups; default true. If not, those also leave their running statistics alone and normalise by them. */
        public Options trainBatchNorm(boolean on) {
            return learner(l -> l.trainBatchNorm(on));
        }

        /** Anything else that a learner takes, such as {@code l -> l.momentums(0.9, 0.8, 0.9)}. */
        public Options learner(Consumer<LearnerOptions> more) {
            learner = learner.andThen(more);
            return this;
        }

        /** Whether fits print their progress and table; default true. */
        public Options progress(boolean on) {
            progress = on;
            return this;
        }

        /** Default cross-entropy. */
        public Options loss(Loss value) {
            loss = value;
            return this;
        }
    }

    private static void settings(LearnerOptions learner, Options o, VisionArchitecture described) {
        learner.seed(o.seed).architecture(described).groups(model -> ((VisionModel) model).groups());
        o.learner.accept(learner);
        if (o.progress) {
            learner.callbacks(new Progress());
        }
    }

    private static DataLoaders<Image, Category> prepared(
            DataLoaders<Image, Category> dataLoaders, Architecture architecture, int channels, Options o) {
        boolean already = dataLoaders.inference().batchTransforms().stream().anyMatch(Normalize.class::isInstance);
        Optional<Normalize> statistics =
                o.normalization.or(() -> o.pretrained.isPresent() ? architecture.normalization() : Optional.empty());
        return !o.normalize || already
                ? dataLoaders
                : statistics
                        .filter(n -> n.mean().size() == channels)
                        .map(dataLoaders::withBatchTransform)
                        .orElse(dataLoaders);
    }

    private static void load(VisionModel model, Architecture architecture, int channels, Path file) {
        WeightLoader.load(
                model.body(),
                Safetensors.read(file),
                o -> o.ignore(name -> name.startsWith("fc."))
                        .adapt((name, wanted, found, values) -> firstConvolution(name, wanted, found, channels)
                                ? Weights.adaptChannels(values, (int) wanted.dim(0), channels)
                                : values));
    }

    private static boolean firstConvolution(String name, Shape wanted, Shape found, int channels) {
        return name.equals("conv1.weight")
                && channels != 3
                && found.rank() == 4
                && found.dim(1) == 3
                && found.equals(wanted.with(1, 3));
    }
}
