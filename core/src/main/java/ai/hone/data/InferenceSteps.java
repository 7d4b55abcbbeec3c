package ai.hone.data;

import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How bare values become model inputs outside training: item transforms, encoding, batch transforms, all told that it is not training.
 * Safe for many threads at once.
 */
public record InferenceSteps<X>(
        Block<?, X> block, List<ItemTransform<X>> itemTransforms, List<BatchTransform> batchTransforms) {
    public InferenceSteps {
        itemTransforms = List.copyOf(itemTransforms);
        batchTransforms = List.copyOf(batchTransforms);
    }

    /** The inputs [N, …] for some values, in the innermost scope.
     * @throws DataException if there are none, or they differ in shape after the item transforms */
    public List<Tensor> prepare(List<? extends X> values) {
        if (values.isEmpty()) {
            throw new DataException(
                    "inputs: expected at least one value to prepare but received none. Ask for predictions of one value or more.");
        }
        TransformContext context = new TransformContext(false, new SplittableRandom(0));
        List<Sample> samples = new ArrayList<>();
        List<Integer> items = new ArrayList<>();
        for (X value : values) {
            items.add(items.size());
            samples.add(encode(value, context));
        }
        return new Assembly(batchTransforms, context)
                .batch(Assembly.join(samples), List.of(), items)
                .inputs();
    }

    private Sample encode(X value, TransformContext context) {
        X changed = value;
        for (ItemTransform<X> transform : itemTransforms) {
            changed = transform.apply(changed, context);
        }
        return block.encode(changed);
    }

    /** The same steps with one more batch transform at the end. */
    public InferenceSteps<X> with(BatchTransform transform) {
        List<BatchTransform> all = new ArrayList<>(batchTransforms);
        all.add(transform);
        return new InferenceSteps<>(block, itemTransforms, all);
    }
}
