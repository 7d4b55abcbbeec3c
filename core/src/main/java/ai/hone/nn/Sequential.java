package ai.hone.nn;

import ai.hone.tensor.Tensor;
import java.util.List;
import java.util.stream.Collectors;

/** Layers one after another; their names are 0, 1, 2, … With none it is the identity. */
public final class Sequential extends Layer {
    private final List<Layer> layers;

    Sequential(List<? extends Layer> layers) {
        this.layers = List.copyOf(layers);
        for (int i = 0; i < this.layers.size(); i++) {
            child(Integer.toString(i), this.layers.get(i));
        }
    }

    /** The layers, first one first. */
    public List<Layer> layers() {
        return layers;
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
        return layers.stream().map(Layer::toString).collect(Collectors.joining(", ", "Sequential(", ")"));
    }
}
