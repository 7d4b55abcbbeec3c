package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.List;

/** Tensors joined along an axis; each takes its part of the gradient. */
public final class Concat {
    private Concat() {}

    /** @param tensors at least one; equal in every dimension but the axis's */
    public static Tensor concat(int axis, Tensor... tensors) {
        List<Tensor> list = List.of(tensors);
        Tensor first = list.get(0);
        int a = first.shape().axis(axis);
        for (Tensor t : list) {
            if (t.shape().rank() != first.shape().rank()
                    || t.dtype() != first.dtype()
                    || !t.shape().with(a, 0).equals(first.shape().with(a, 0))) {
                throw new ShapeException("concat: expected shapes like " + first.shape() + " but for axis " + axis
                        + ", of " + first.dtype() + ", but received " + t.shape() + " of " + t.dtype() + ".");
            }
        }
        Storage[] storages = list.stream().map(Tensor::storage).toArray(Storage[]::new);
        return Autograd.record(
                "concat",
                Autograd.Reads.NOTHING,
                first.kernels().concat(storages, a),
                list,
                (g, y) -> split(g, a, list));
    }

    private static Tensor[] split(Tensor g, int axis, List<Tensor> list) {
        Tensor[] parts = new Tensor[list.size()];
        long from = 0;
        for (int i = 0; i < parts.length; i++) {
            long to = from + list.get(i).shape().dim(axis);
            parts[i] = g.slice(axis, from, to);
            from = to;
        }
        return parts;
    }
}
