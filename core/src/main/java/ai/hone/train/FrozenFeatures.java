package ai.hone.train;

import ai.hone.data.Batch;
import ai.hone.data.DataLoaders;
import ai.hone.nn.AdaptiveAveragePool2d;
import ai.hone.nn.AdaptiveConcatPool2d;
import ai.hone.nn.Dropout;
import ai.hone.nn.Flatten;
import ai.hone.nn.Layer;
import ai.hone.nn.Model;
import ai.hone.nn.Parameter;
import ai.hone.nn.Sequential;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.Prepare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a frozen body, and the pooling that follows it, make of all items; and the rest of the head, which is all that is left to train. */
final class FrozenFeatures {
    private static final System.Logger LOG = System.getLogger(Learner.class.getName());

    private final DataLoaders<?, ?> data;
    private final List<Layer> rest;
    private final Precision precision;

    private FrozenFeatures(DataLoaders<?, ?> data, List<Layer> rest, Precision precision) {
        this.data = data;
        this.rest = rest;
        this.precision = precision;
    }

    /** Computes the features of a learner's data; empty, and the log says why, where they differ between epochs or take too much memory. */
    static Optional<FrozenFeatures> of(Learner<?, ?> learner) {
        String obstacle = obstacle(learner);
        if (obstacle != null) {
            return none(obstacle);
        }
        BodyAndHead model = (BodyAndHead) learner.model();
        List<Layer> first = new ArrayList<>(List.of(model.body()));
        List<Layer> rest = new ArrayList<>();
        for (Layer layer : model.head() instanceof Sequential s ? s.layers() : List.of(model.head())) {
            (rest.isEmpty() && fixed(layer) ? first : rest).add(layer);
        }
        learner.model().train(false);
        Precision precision = learner.precision();
        long limit = Runtime.getRuntime().maxMemory() / 4;
        Optional<? extends DataLoaders<?, ?>> data =
                learner.dataLoaders().withInputs((Batch batch) -> apply(first, batch.inputs(), precision), limit);
        return data.isEmpty()
                ? none("they take more than " + (limit >> 20) + " MiB, a quarter of the heap")
                : Optional.of(new FrozenFeatures(data.get(), rest, precision));
    }

    private static Optional<FrozenFeatures> none(String obstacle) {
        LOG.log(System.Logger.Level.INFO, "fineTune: the body''s features are not reused: {0}.", obstacle);
        return Optional.empty();
    }

    private static @Nullable String obstacle(Learner<?, ?> learner) {
        if (!(learner.model() instanceof BodyAndHead model)) {
            return "the model is no BodyAndHead";
        }
        if (model.body().parameters().values().stream().anyMatch(Parameter::trainable)) {
            return "parameters of the body are trained; trainBatchNorm(false) freezes its norms too";
        }
        if (contains(model.body(), Dropout.class)) {
            return "there is dropout in the body";
        }
        return learner.dataLoaders().repeatable()
                ? null
                : "a transform is random, or does not say that it is repeatable()";
    }

    private static boolean contains(Model model, Class<? extends Layer> type) {
        return type.isInstance(model) || model.children().values().stream().anyMatch(child -> contains(child, type));
    }

    /** Nothing to train and nothing random; pooled features are small. */
    private static boolean fixed(Layer layer) {
        return layer instanceof AdaptiveConcatPool2d
                || layer instanceof AdaptiveAveragePool2d
                || layer instanceof Flatten;
    }

    private static Tensor apply(List<Layer> layers, List<Tensor> inputs, Precision precision) {
        Tensor y = Prepare.prepare(inputs.get(0), precision);
        for (Layer layer : layers) {
            y = layer.apply(y);
        }
        return y;
    }

    /** The learner's items, with features as inputs. */
    DataLoaders<?, ?> data() {
        return data;
    }

    /** The model's output for features. */
    Tensor forward(List<Tensor> inputs) {
        return apply(rest, inputs, precision);
    }
}
