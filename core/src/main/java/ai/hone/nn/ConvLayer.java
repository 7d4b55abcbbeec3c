package ai.hone.nn;

import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * fastai's convolution with what follows it: convolution → norm → activation → extra, named 0, 1, 2, …, as there. [N, in, H, W] becomes
 * [N, out, H', W']; with {@link Options#dimensions} 1 [N, in, L] becomes [N, out, L'].
 *
 * <p>The kernel is 3, padding (kernel − 1)/2 (0 if transposed), stride 1, the norm is batch norm, and the activation ReLU, which a batch norm right
 * before applies in its own pass. The convolution has a bias only without norm. Its weights start as suits the activation: Kaiming uniform for ReLU,
 * leaky ReLU, SiLU and mish, Xavier uniform for sigmoid and tanh, else PyTorch's default; its biases as N(0, 0.01²).
 */
public final class ConvLayer extends Layer {
    private final List<Layer> layers = new ArrayList<>();

    ConvLayer(int in, int out, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        Require.atLeast("convLayer.in", in, 1);
        Require.atLeast("convLayer.out", out, 1);
        Layer activation = o.activation == null ? null : o.activation.get();
        boolean fused = activation instanceof Relu && o.norm.batch() && o.normFirst;
        Layer norm = o.norm == Norm.NONE ? null : o.norm.layer(out, o.dimensions, fused);
        add(0, o.convolution(in, out, o.initializer.orElse(suited(activation))));
        int next = 1;
        for (Layer layer :
                o.normFirst ? new @Nullable Layer[] {norm, activation} : new @Nullable Layer[] {activation, norm}) {
            if (layer != null) {
                if (!(fused && layer == activation)) {
                    add(next, layer);
                }
                next++;
            }
        }
        if (o.extra != null) {
            add(next, o.extra);
        }
    }

    private void add(int name, Layer layer) {
        layers.add(child(Integer.toString(name), layer));
    }

    private static Initializer suited(@Nullable Layer activation) {
        if (activation instanceof Relu
                || activation instanceof LeakyRelu
                || activation instanceof Silu
                || activation instanceof Mish) {
            return Initializer.kaimingUniform();
        }
        return activation instanceof Sigmoid || activation instanceof Tanh
                ? Initializer.xavierUniform()
                : Initializer.torchDefault();
    }

    /** Kernel 3, stride 1, padding (kernel − 1)/2, one group, batch norm, then ReLU, two dimensions. */
    public static final class Options {
        private int kernel = 3;
        private int stride = 1;
        private Optional<Integer> padding = Optional.empty();
        private int groups = 1;
        private Optional<Boolean> bias = Optional.empty();
        private double biasDeviation = 0.01;
        private int dimensions = 2;
        private Norm norm = Norm.BATCH;
        private boolean normFirst = true;
        private boolean transposed;
        private @Nullable Supplier<? extends Layer> activation = Layers::relu;
        private Optional<Initializer> initializer = Optional.empty();
        private @Nullable Layer extra;

        private Options() {}

        public Options kernel(int side) {
            kernel = Require.atLeast("convLayer.kernel", side, 1);
            return this;
        }

        public Options stride(int side) {
            stride = Require.atLeast("convLayer.stride", side, 1);
            return this;
        }

        public Options padding(int side) {
            padding = Optional.of(Require.atLeast("convLayer.padding", side, 0));
            return this;
        }

        /** Splits the channels into groups that do not see each other. */
        public Options groups(int count) {
            groups = Require.atLeast("convLayer.groups", count, 1);
            return this;
        }

        /** Whether the convolution has a bias, whatever the norm. */
        public Options bias(boolean on) {
            bias = Optional.of(on);
            return this;
        }

        /** The standard deviation of the first biases around 0. */
        public Options biasDeviation(double value) {
            biasDeviation = Require.notNegative(
                    "convLayer.biasDeviation", value, "It is a standard deviation; 0 starts with zeros.");
            return this;
        }

        /** 1 for sequences [N, C, L], 2 for pictures [N, C, H, W]. */
        public Options dimensions(int count) {
            dimensions = Require.dimensions("convLayer.dimensions", count);
            return this;
        }

        public Options norm(Norm value) {
            norm = value;
            return this;
        }

        /** Off to normalise what the activation gives. */
        public Options normFirst(boolean on) {
            normFirst = on;
            return this;
        }

        /** What makes the activation. */
        public Options activation(Supplier<? extends Layer> value) {
            activation = value;
            return this;
        }

        public Options noActivation() {
            activation = null;
            return this;
        }

        /** A transposed convolution, which makes its input larger by the stride. */
        public Options transposed(boolean on) {
            transposed = on;
            return this;
        }

        /** How the weights are drawn, whatever the activation. */
        public Options initializer(Initializer value) {
            initializer = Optional.of(value);
            return this;
        }

        /** A layer at the end. */
        public Options extra(Layer layer) {
            extra = layer;
            return this;
        }

        private Layer convolution(int in, int out, Initializer weights) {
            int pad = padding.orElse(transposed ? 0 : (kernel - 1) / 2);
            boolean withBias = bias.orElse(norm == Norm.NONE);
            Initializer biases = Initializer.normal(biasDeviation);
            if (transposed) {
                Consumer<ConvTransposeOptions> settings = c -> c.stride(stride)
                        .padding(pad)
                        .groups(groups)
                        .bias(withBias)
                        .initializer(weights)
                        .biasInitializer(biases);
                return dimensions == 1
                        ? Layers.convTranspose1d(in, out, kernel, settings)
                        : Layers.convTranspose2d(in, out, kernel, settings);
            }
            return dimensions == 1
                    ? Layers.conv1d(
                            in,
                            out,
                            kernel,
                            c -> c.stride(stride)
                                    .padding(pad)
                                    .groups(groups)
                                    .bias(withBias)
                                    .initializer(weights)
                                    .biasInitializer(biases))
                    : Layers.conv2d(
                            in,
                            out,
                            kernel,
                            c -> c.stride(stride)
                                    .padding(pad)
                                    .groups(groups)
                                    .bias(withBias)
                                    .initializer(weights)
                                    .biasInitializer(biases));
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor y = x;
        for (Layer layer : layers) {
            y = layer.apply(y);
        }
        return y;
    }

    @Override
    public String toString() {
        return layers.stream().map(Layer::toString).collect(Collectors.joining(", ", "ConvLayer(", ")"));
    }
}
