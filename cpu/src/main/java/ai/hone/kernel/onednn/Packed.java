package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import org.jspecify.annotations.Nullable;

/** A logical FLOAT32 array whose elements lie in another {@link Layout} than row-major, in memory of the arrays' pool. */
final class Packed implements Storage {
    final Nd4jStorage memory;
    final Layout layout;
    private final Shape shape;

    /** What oneDNN noted in the forward pass for the backward one: where ReLU clipped, or which elements were largest. */
    final @Nullable Nd4jStorage workspace;

    /** Takes over both memories. */
    Packed(Nd4jStorage memory, Shape shape, Layout layout, @Nullable Nd4jStorage workspace) {
        this.memory = memory;
        this.shape = shape;
        this.layout = layout;
        this.workspace = workspace;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public Kernels kernels() {
        return memory.kernels();
    }

    @Override
    public void release() {
        memory.release();
        if (workspace != null) {
            workspace.release();
        }
    }

    /** A second handle on the same elements, to be released by itself. */
    Packed share() {
        return new Packed(memory.view(0, memory.shape()), shape, layout, null);
    }
}
