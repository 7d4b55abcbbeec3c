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
        Sample first = samples.get(0);
        for (int i = 1; i < samples.size(); i++) {
            Sample other = samples.get(i);
            if (!other.shape().equals(first.shape()) || other.getClass() != first.getClass()) {
                throw new DataException("batch: expected items of one shape but received " + first.shape()
                        + " for item 0 and " + other.shape() + " for item " + i
                        + ". Add an item transform that makes sizes equal, such as resize(224).");
            }
        }
        long[] dims = new long[first.shape().rank() + 1];
        dims[0] = samples.size();
        System.arraycopy(first.shape().dims(), 0, dims, 1, dims.length - 1);
        int n = Math.toIntExact(first.shape().size());
        if (first instanceof Longs) {
            long[] all = new long[n * samples.size()];
            for (int i = 0; i < samples.size(); i++) {
                System.arraycopy(((Longs) samples.get(i)).values(), 0, all, i * n, n);
            }
            return Tensor.of(all, dims);
        }
        if (first instanceof Bytes) {
            float[] all = new float[n * samples.size()];
            for (int i = 0; i < samples.size(); i++) {
                scale((Bytes) samples.get(i), all, i * n);
            }
            return Tensor.of(all, dims);
        }
        float[] all = new float[n * samples.size()];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(((Floats) samples.get(i)).values(), 0, all, i * n, n);
        }
        return Tensor.of(all, dims);
    }

    private static void scale(Bytes bytes, float[] target, int offset) {
        byte[] values = bytes.values();
        for (int k = 0; k < values.length; k++) {
            target[offset + k] = (values[k] & 0xff) * bytes.scale();
        }
    }
}
