package ai.hone.data;

import ai.hone.tensor.Tensor;
import java.util.List;

/**
 * Some items as tensors, the item axis first.
 *
 * @param inputs what the model takes, each [N, …]
 * @param targets what the loss compares with, each [N, …]; empty for items without labels
 * @param items positions of the items in the loader's list, in batch order
 */
public record Batch(List<Tensor> inputs, List<Tensor> targets, List<Integer> items) {

    /** The number of items. */
    public int size() {
        return items.size();
    }

    /** The same batch with other inputs. */
    public Batch withInputs(List<Tensor> newInputs) {
        return new Batch(newInputs, targets, items);
    }
}
