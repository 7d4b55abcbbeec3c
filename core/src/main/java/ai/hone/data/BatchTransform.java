package ai.hone.data;

/** Changes a whole batch of tensors, on a worker thread. One that is also {@link Declarative} can be exported. */
@FunctionalInterface
public interface BatchTransform {
    /** New tensors belong to the innermost scope, which the loader opened for this batch. */
    Batch apply(Batch batch, TransformContext context);
}
