package ai.hone.tensor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One recorded operation on the tape, or a leaf that takes its gradient. Later operations have higher numbers, and come first in order. */
final class Node implements Comparable<Node> {
    private static final AtomicLong NEXT = new AtomicLong();

    final long number = NEXT.incrementAndGet();
    final String op;
    final @Nullable Node[] inputs;
    final Autograd.@Nullable Derivative derivative;
    final @Nullable Consumer<Storage> sink;
    final Supplier<@Nullable Storage> destination;

    @Nullable
    Tensor result;

    @Nullable
    Tensor gradient;

    Node(String op, @Nullable Node[] inputs, Autograd.Derivative derivative) {
        this.op = op;
        this.inputs = inputs;
        this.derivative = derivative;
        this.sink = null;
        this.destination = () -> null;
    }

    Node(Consumer<Storage> sink) {
        this(sink, () -> null);
    }

    Node(Consumer<Storage> sink, Supplier<@Nullable Storage> destination) {
        this.op = "leaf";
        this.inputs = new Node[0];
        this.derivative = null;
        this.sink = sink;
        this.destination = destination;
    }

    @Override
    public int compareTo(Node other) {
        return Long.compare(other.number, number);
    }
}
