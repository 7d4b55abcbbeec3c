package ai.hone.nn;

import ai.hone.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * fastai's small network: one {@link ConvLayer} from each number of filters to the next, then the mean of the whole picture:
 * [N, filters[0], H, W] becomes [N, filters[last]].
 *
 * <p>Kernels are 3, strides 2; each layer but the last has a batch norm, and each has a ReLU.
 */
public final class SimpleCnn extends Layer {
    private final int[] filters;
    private final Layer[] layers;

    SimpleCnn(int[] filters, Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        this.filters = filters.clone();
        if (filters.length < 2) {
            throw new IllegalArgumentException("simpleCnn.filters: expected two numbers or more but received "
                    + Arrays.toString(filters) + ". The first is the number of channels that come in.");
        }
        int count = filters.length - 1;
        int[] kernels = each("kernels", o.kernels, 3, count);
        int[] strides = each("strides", o.strides, 2, count);
        Layer[] list = new Layer[count + 1];
        for (int i = 0; i < count; i++) {
            int kernel = kernels[i];
            int stride = strides[i];
            Norm norm = o.batchNorm && i < count - 1 ? Norm.BATCH : Norm.NONE;
            list[i] = Layers.convLayer(
                    filters[i],
                    filters[i + 1],
                    c -> c.kernel(kernel).stride(stride).norm(norm));
        }
        list[count] = Layers.sequential(Layers.adaptiveAveragePool2d(1), Layers.flatten());
        for (int i = 0; i <= count; i++) {
            child(Integer.toString(i), list[i]);
        }
        this.layers = list;
    }

    private static int[] each(String what, int[] given, int usual, int count) {
        if (given.length == 0) {
            int[] same = new int[count];
            Arrays.fill(same, usual);
            return same;
        }
        if (given.length != count) {
            throw new IllegalArgumentException("simpleCnn." + what + ": expected " + count + " numbers but received "
                    + Arrays.toString(given) + ". There is one for each convolution, one fewer than filters.");
        }
        return given;
    }

    /** Kernels of 3, strides of 2, with batch norms. */
    public static final class Options {
        private int[] kernels = {};
        private int[] strides = {};
        private boolean batchNorm = true;

        private Options() {}

        /** The side of each kernel. */
        public Options kernels(int... sides) {
            kernels = sides.clone();
            return this;
        }

        /** The stride of each convolution. */
        public Options strides(int... sides) {
            strides = sides.clone();
            return this;
        }

        public Options batchNorm(boolean on) {
            batchNorm = on;
            return this;
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
        return "SimpleCnn("
                + Arrays.stream(filters).mapToObj(Integer::toString).collect(java.util.stream.Collectors.joining(", "))
                + ")";
    }
}
