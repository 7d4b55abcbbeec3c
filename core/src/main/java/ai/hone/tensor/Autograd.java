package ai.hone.tensor;

import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The dynamic tape. An operation computes its result and records, beside it, how a gradient of the result becomes gradients
 * of its inputs. Nothing is recorded in a {@link Scope#inference()} scope, or when no input wants a gradient, so frozen parts cost forward only.
 */
public final class Autograd {

    /** The chain rule of one operation. */
    @FunctionalInterface
    public interface Derivative {
        /**
         * @param gradient of the loss by the result; shaped like the result
         * @param result what the operation returned
         * @return one gradient per input, shaped like it; null where the input needs none
         */
        @Nullable
        Tensor[] apply(Tensor gradient, Tensor result);
    }

    private Autograd() {}

    /** Whose values a derivative reads, besides the gradient's. A layer frees what none reads when it ends; shapes and types stay. */
    public enum Reads {
        ALL(true, true),
        INPUTS(true, false),
        RESULT(false, true),
        NOTHING(false, false);

        private final boolean inputs;
        private final boolean result;

        Reads(boolean inputs, boolean result) {
            this.inputs = inputs;
            this.result = result;
        }
    }

    /** Wraps a computed result as a tensor, recording its derivative, which may read {@link Reads#ALL}, if one of the inputs wants a gradient. */
    public static Tensor record(String op, Storage result, List<Tensor> inputs, Derivative derivative) {
        return record(op, Reads.ALL, result, inputs, derivative);
    }

    /** Wraps a computed result as a tensor, recording its derivative if one of the inputs wants a gradient.
     * @param reads what the derivative reads. Other tensors that it reads, if operations made them, must be {@linkplain #retain retained}. */
    public static Tensor record(String op, Reads reads, Storage result, List<Tensor> inputs, Derivative derivative) {
        boolean wanted = false;
        @Nullable Node[] edges = new Node[inputs.size()];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = inputs.get(i).node();
            wanted |= edges[i] != null;
        }
        if (!wanted || !Scope.recording()) {
            Tensor tensor = new Tensor(result, op, null);
            tensor.spent(!inputs.isEmpty());
            return tensor;
        }
        if (reads.inputs) {
            for (int i = 0; i < edges.length; i++) {
                retain(inputs.get(i));
            }
        }
        Node node = new Node(op, edges, derivative);
        Tensor tensor = new Tensor(result, op, node);
        tensor.spent(!reads.result);
        node.result = tensor;
        return tensor;
    }

    /** Keeps the values until the step ends, for a derivative that reads them. */
    public static Tensor retain(Tensor tensor) {
        tensor.spent(false);
        return tensor;
    }

    /** {@link #record(String, Storage, List, Derivative)} for one input; the function takes (gradient, result). */
    public static Tensor record(String op, Storage result, Tensor input, BinaryOperator<Tensor> derivative) {
        return record(op, Reads.ALL, result, input, derivative);
    }

    /** {@link #record(String, Reads, Storage, List, Derivative)} for one input; the function takes (gradient, result). */
    public static Tensor record(
            String op, Reads reads, Storage result, Tensor input, BinaryOperator<Tensor> derivative) {
        return record(op, reads, result, List.of(input), (g, y) -> new Tensor[] {derivative.apply(g, y)});
    }

    /** {@link #record(String, Storage, List, Derivative)} for two inputs; each function takes (gradient, result) and runs only if needed. */
    public static Tensor record(
            String op, Storage result, Tensor a, BinaryOperator<Tensor> byA, Tensor b, BinaryOperator<Tensor> byB) {
        return record(op, Reads.ALL, result, a, byA, b, byB);
    }

    /** {@link #record(String, Reads, Storage, List, Derivative)} for two inputs; each function takes (gradient, result) and runs only if needed. */
    public static Tensor record(
            String op,
            Reads reads,
            Storage result,
            Tensor a,
            BinaryOperator<Tensor> byA,
            Tensor b,
            BinaryOperator<Tensor> byB) {
        boolean needA = a.requiresGradient();
        boolean needB = b.requiresGradient();
        return record(op, reads, result, List.of(a, b), (g, y) ->
                new @Nullable Tensor[] {needA ? byA.apply(g, y) : null, needB ? byB.apply(g, y) : null});
    }

    /** A tensor over existing storage whose gradient goes to the sink: how parameters enter the tape. The tensor does not own the storage. */
    public static Tensor leaf(Storage storage, Consumer<Storage> sink) {
        return leaf(storage, sink, () -> null);
    }

    /** The same, for a leaf that can lend the memory of its gradient.
     * @param destination memory that an operation may write the whole gradient to, which then goes to the sink as it is; null if there is none to
     *     lend now. What was lent stays lent until the gradient is cleared. */
    public static Tensor leaf(Storage storage, Consumer<Storage> sink, Supplier<@Nullable Storage> destination) {
        return Tensor.borrowed(storage, "parameter", new Node(sink, destination));
    }

    /** The memory that the gradient of x wants to be written to, as a tensor to be returned from the derivative, or null if there is none. */
    public static @Nullable Tensor destination(Tensor x) {
        Node node = x.node();
        if (node == null || node.gradient != null) {
            return null;
        }
        Storage place = node.destination.get();
        return place == null ? null : Tensor.lent(place);
    }

    /** A tensor over existing storage that wants no gradient and does not own the storage. */
    public static Tensor constant(Storage storage) {
        return Tensor.borrowed(storage, "parameter", null);
    }

    static void backward(Tensor loss) {
        Node start = loss.node();
        if (start == null) {
            throw new IllegalStateException(
                    "backward: expected a result that depends on something trainable but received " + loss.describe()
                            + ", which recorded no gradient. Unfreeze a parameter, call requireGradient() on an input, or leave the inference scope.");
        }
        if (loss.shape().size() != 1) {
            throw new ShapeException("backward: expected a loss of one element but received " + loss.shape()
                    + ". Reduce it with mean() or sum().");
        }
        PriorityQueue<Node> queue = new PriorityQueue<>();
        try (Scope scope = Scope.inference("backward")) {
            start.gradient = Tensor.full(1, loss.dtype(), loss.shape().dims());
            queue.add(start);
            try (Scope inner = Scope.open("backward")) {
                while (!queue.isEmpty()) {
                    step(queue.remove(), queue, inner);
                    inner.clear();
                }
            }
        } finally {
            queue.forEach(n -> n.gradient = null);
        }
    }

    private static void step(Node node, PriorityQueue<Node> queue, Scope inner) {
        Tensor gradient = node.gradient;
        node.gradient = null;
        if (gradient == null) {
            return;
        }
        if (node.sink != null) {
            node.sink.accept(gradient.storage());
        } else {
            propagate(node, gradient, queue, inner);
        }
        gradient.free();
    }

    /** What the derivative makes belongs to the inner scope, but for the gradients that it hands on. */
    private static void propagate(Node node, Tensor gradient, PriorityQueue<Node> queue, Scope inner) {
        Autograd.Derivative derivative = node.derivative;
        Tensor result = node.result;
        if (derivative == null || result == null) {
            return;
        }
        @Nullable Tensor[] gradients = derivative.apply(gradient, result);
        for (int i = 0; i < node.inputs.length; i++) {
            Node input = node.inputs[i];
            Tensor g = gradients[i];
            if (input != null && g != null) {
                receive(input, g == gradient ? alias(g) : g, queue, inner);
            }
        }
    }

    /** A second handle on the same memory, since each consumer frees its own. */
    private static Tensor alias(Tensor g) {
        return new Tensor(g.kernels().reshape(g.storage(), g.shape()), "alias", null);
    }

    private static void receive(Node input, Tensor gradient, PriorityQueue<Node> queue, Scope inner) {
        Tensor before = input.gradient;
        if (before == null) {
            input.gradient = inner.keep(gradient);
            queue.add(input);
        } else if (before.isLent()) {
            before.kernels().addScaled(before.storage(), gradient.storage(), 1);
        } else {
            input.gradient = inner.keep(before.add(gradient));
            before.free();
        }
    }
}
