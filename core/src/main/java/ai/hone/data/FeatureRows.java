package ai.hone.data;

import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A row for each item of a split, computed once and kept on the heap. */
final class FeatureRows {
    private final Map<Integer, float[]> rows = new HashMap<>();
    private Shape shape = Shape.SCALAR;

    private FeatureRows() {}

    /**
     * The rows of all items that can be read, or null as soon as it turns out that they take more memory than the limit.
     *
     * @param training whether the rows must be as in a training step to the last bit: where nothing is recorded kernels may fuse more and round less
     */
    static @Nullable FeatureRows of(
            WorkerLoader loader, boolean training, Function<Batch, Tensor> function, long limit) {
        FeatureRows features = new FeatureRows();
        Iterator<Batch> batches = loader.iterator();
        boolean more = true;
        while (more) {
            try (Scope scope = training ? Scope.open() : Scope.inference()) {
                more = batches.hasNext();
                if (more) {
                    Batch batch = batches.next();
                    features.add(batch, function.apply(batch));
                    if (features.shape.size() * Float.BYTES * loader.items() > limit) {
                        return null;
                    }
                }
            }
        }
        return features;
    }

    private void add(Batch batch, Tensor output) {
        long[] dims = output.shape().dims();
        shape = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
        int width = Math.toIntExact(shape.size());
        float[] values = output.toFloatArray();
        for (int i = 0; i < batch.size(); i++) {
            rows.put(batch.items().get(i), Arrays.copyOfRange(values, i * width, (i + 1) * width));
        }
    }

    Sample at(int position) {
        return new Sample.Floats(Objects.requireNonNull(rows.get(position)), shape);
    }
}
