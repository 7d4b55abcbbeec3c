package ai.hone.data;

/**
 * A batch transform that computes on the heap. Where such transforms come first in a list they change a batch's numbers before these
 * become a tensor, which spares two copies for each, and native threads that would get in the way of training.
 */
public interface ArrayTransform extends BatchTransform {
    /** Changes the inputs [N, …] of a batch.
     * @param inputs whose array may be changed and returned, but not kept */
    Sample.Floats apply(Sample.Floats inputs, TransformContext context);
}
