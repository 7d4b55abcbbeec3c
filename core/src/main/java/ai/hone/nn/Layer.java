package ai.hone.nn;

import ai.hone.tensor.Scope;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model of one input. Write {@link #forward(Tensor)}; call {@link #apply}, which adds what every layer wants:
 * the layer's path in error messages, and a scope of its own so that only what is alive takes memory. When the layer ends, what it made is freed,
 * but for its output and, where gradients are recorded, for what the way back reads.
 *
 * <pre>{@code
 * final class BasicBlock extends Layer {
 *     private final Layer conv1 = child("conv1", conv2d(64, 64, 3, c -> c.padding(1).bias(false)));
 *     private final Layer bn1 = child("bn1", batchNorm2d(64));
 *
 *     @Override
 *     protected Tensor forward(Tensor x) {
 *         return bn1.apply(conv1.apply(x)).add(x).relu();
 *     }
 * }
 * }</pre>
 */
public abstract class Layer extends Model {
    private @Nullable Consumer<Tensor> watcher;

    /** Computes the output; called through {@link #apply} only. */
    protected abstract Tensor forward(Tensor x);

    /** Runs the layer.
     * @throws ShapeException if the input does not fit, naming this layer's path */
    public final Tensor apply(Tensor x) {
        if (children().isEmpty() && Scope.recording()) {
            return located(x);
        }
        try (Scope scope = Scope.part(path())) {
            return scope.keep(located(x));
        }
    }

    /** Shows every output to the watcher, until null is given: how {@link Summary} sees shapes. */
    void watch(@Nullable Consumer<Tensor> next) {
        watcher = next;
    }

    private Tensor located(Tensor x) {
        try {
            Tensor y = forward(x);
            Consumer<Tensor> watching = watcher;
            if (watching != null) {
                watching.accept(y);
            }
            return y;
        } catch (ShapeException e) {
            if (children().isEmpty()) {
                throw new ShapeException(path() + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public final Tensor forward(List<Tensor> inputs) {
        if (inputs.size() != 1) {
            throw new ShapeException(path() + ": expected one input but received " + inputs.size()
                    + ". A model of several inputs extends Model instead of Layer.");
        }
        return apply(inputs.get(0));
    }
}
