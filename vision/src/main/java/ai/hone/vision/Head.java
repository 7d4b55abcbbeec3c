package ai.hone.vision;

import static ai.hone.nn.Layers.adaptiveAveragePool2d;
import static ai.hone.nn.Layers.adaptiveConcatPool2d;
import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.dropout;
import static ai.hone.nn.Layers.flatten;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.relu;

import ai.hone.nn.BatchNorm;
import ai.hone.nn.Initializer;
import ai.hone.nn.Layer;
import ai.hone.nn.Layers;
import ai.hone.nn.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * fastai's head: concat pool, flatten, then for each hidden size and for the outputs batch norm, dropout and a linear layer without bias
 * whose weights start kaiming-normal, with ReLU between. [N, features, H, W] to [N, outputs].
 */
public final class Head {
    /** Where fastai lets the biases of its batch norms start. */
    private static final double NORM_BIAS = 1e-3;

    private Head() {}

    /** One hidden size of 512, dropout 0.5 before the last layer and half of it before the others, pooling by largest values and means. */
    public static final class Options {
        private List<Integer> linearFeatures = List.of(512);
        private double dropout = 0.5;
        private boolean concatPool = true;

        private Options() {}

        /** The hidden sizes; none for a single linear layer. */
        public Options linearFeatures(int... sizes) {
            linearFeatures = Arrays.stream(sizes).boxed().toList();
            return this;
        }

        /** Before the last layer; half of it before the others. */
        public Options dropout(double p) {
            dropout = p;
            return this;
        }

        /** Whether to pool by largest values and means rather than by means alone. */
        public Options concatPool(boolean on) {
            concatPool = on;
            return this;
        }
    }

    /** @param features the channels of the body's output */
    public static Sequential create(int features, int outputs) {
        return create(features, outputs, o -> {});
    }

    /** @param features the channels of the body's output */
    public static Sequential create(int features, int outputs, Consumer<Options> options) {
        if (outputs < 1) {
            throw new IllegalArgumentException(
                    "head.outputs: expected 1 or more but received " + outputs + ". It is the number of classes.");
        }
        Options o = new Options();
        options.accept(o);
        List<Layer> layers = new ArrayList<>();
        layers.add(o.concatPool ? adaptiveConcatPool2d() : adaptiveAveragePool2d(1));
        layers.add(flatten());
        int in = o.concatPool ? 2 * features : features;
        for (int hidden : o.linearFeatures) {
            addBlock(layers, in, hidden, o.dropout / 2);
            layers.add(relu());
            in = hidden;
        }
        addBlock(layers, in, outputs, o.dropout);
        return Layers.sequential(layers);
    }

    private static void addBlock(List<Layer> layers, int in, int out, double p) {
        layers.add(norm(in));
        layers.add(dropout(p));
        layers.add(linear(in, out, l -> l.bias(false).initializer(Initializer.kaimingNormal())));
    }

    private static BatchNorm norm(int features) {
        return batchNorm1d(features, b -> b.bias(NORM_BIAS));
    }
}
