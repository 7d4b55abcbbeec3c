package ai.hone.data;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.List;

/** One encoded value on the heap, ready to be stacked into a batch. */
public sealed interface Sample {
    Shape shape();

    /** Row-major numbers; a batch of them is FLOAT32. */
    record Floats(float[] values, Shape shape) implements Sample {}

    /** Row-major bytes 0 … 255, each times scale in the FLOAT32 batch: pictures as [C, H, W] with scale 1/255. */
    record Bytes(byte[] values, Shape shape, float scale) implements Sample {}

    /** Row-major whole numbers; a batch of them is INT64. */
    record Longs(long[] values, Shape shape) implements Sample {}

    static Sample of(float[] values, long... shape) {
        return new Floats(values, Shape.of(shape));
    }

    static Sample of(byte[] values, float scale, long... shape) {
        return new Bytes(values, Shape.of(shape), scale);
    }

    /** A single class index: shape [], so that a batch is [N]. */
    static Sample of(long value) {
        return new Longs(new long[] {value}, Shape.SCALAR);
    }

    /** Joins samples of one kind and shape along a new first axis.
     * @throws DataException if shapes or kinds differ, naming the first sample that does and what to do */
    static Tensor stack(List<? extends Sample> samples) {
        return Assembly.tensor(Assembly.join(samples));
    }
}
