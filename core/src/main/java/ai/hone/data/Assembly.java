package ai.hone.data;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.List;

/** Joins encoded items to a batch and takes it through the batch transforms, on the heap for as long as they are {@link ArrayTransform}s. */
final class Assembly {
    private final List<BatchTransform> transforms;
    private final TransformContext context;
    private int next;

    Assembly(List<BatchTransform> transforms, TransformContext context) {
        this.transforms = transforms;
        this.context = context;
    }

    /** The place of the transform that failed, if one did. */
    int at() {
        return next;
    }

    /** @param inputs joined items, whose array may be changed
     * @param targets none, or one tensor */
    Batch batch(Sample inputs, List<Tensor> targets, List<Integer> items) {
        Sample changed = inputs;
        while (changed instanceof Sample.Floats floats
                && next < transforms.size()
                && transforms.get(next) instanceof ArrayTransform transform) {
            changed = transform.apply(floats, context);
            next++;
        }
        Batch batch = new Batch(List.of(tensor(changed)), targets, items);
        for (; next < transforms.size(); next++) {
            batch = transforms.get(next).apply(batch, context);
        }
        return batch;
    }

    static Tensor tensor(Sample joined) {
        long[] dims = joined.shape().dims();
        return joined instanceof Sample.Longs longs
                ? Tensor.of(longs.values(), dims)
                : Tensor.of(((Sample.Floats) joined).values(), dims);
    }

    /** Samples of one kind and shape along a new first axis: whole numbers, or floats.
     * @throws DataException if shapes or kinds differ, naming the first sample that does and what to do */
    static Sample join(List<? extends Sample> samples) {
        Sample first = samples.get(0);
        check(samples);
        long[] dims = new long[first.shape().rank() + 1];
        dims[0] = samples.size();
        System.arraycopy(first.shape().dims(), 0, dims, 1, dims.length - 1);
        Shape shape = Shape.of(dims);
        int n = Math.toIntExact(first.shape().size());
        if (first instanceof Sample.Longs) {
            long[] all = new long[n * samples.size()];
            for (int i = 0; i < samples.size(); i++) {
                System.arraycopy(((Sample.Longs) samples.get(i)).values(), 0, all, i * n, n);
            }
            return new Sample.Longs(all, shape);
        }
        float[] all = new float[n * samples.size()];
        for (int i = 0; i < samples.size(); i++) {
            if (samples.get(i) instanceof Sample.Bytes bytes) {
                scale(bytes, all, i * n);
            } else {
                System.arraycopy(((Sample.Floats) samples.get(i)).values(), 0, all, i * n, n);
            }
        }
        return new Sample.Floats(all, shape);
    }

    private static void check(List<? extends Sample> samples) {
        Sample first = samples.get(0);
        for (int i = 1; i < samples.size(); i++) {
            Sample other = samples.get(i);
            if (!other.shape().equals(first.shape()) || other.getClass() != first.getClass()) {
                throw new DataException("batch: expected items of one shape but received " + first.shape()
                        + " for item 0 and " + other.shape() + " for item " + i
                        + ". Add an item transform that makes sizes equal, such as resize(224).");
            }
        }
    }

    private static void scale(Sample.Bytes bytes, float[] target, int offset) {
        byte[] values = bytes.values();
        float scale = bytes.scale();
        for (int k = 0; k < values.length; k++) {
            target[offset + k] = (values[k] & 0xff) * scale;
        }
    }
}
