package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;

/** Repeats dimensions of 1, and adds axes at the left; the gradient is summed over what was repeated. */
public final class BroadcastTo {
    private BroadcastTo() {}

    public static Tensor broadcastTo(Tensor x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        if (!x.shape().broadcast(shape).equals(shape)) {
            throw new ShapeException(
                    "broadcastTo: expected a shape that " + x.shape() + " can grow to but received " + shape + ".");
        }
        return Autograd.record(
                "broadcastTo",
                Autograd.Reads.NOTHING,
                x.kernels().broadcastTo(x.storage(), shape),
                x,
                (g, y) -> Operands.sumTo(g, x.shape()));
    }
}
