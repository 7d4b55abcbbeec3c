package ai.hone.data;

/** Changes a whole batch of tensors, on a worker thread. One that is also {@link Declarative} can be exported. */
@FunctionalInterface
public interface BatchTransform {
    /** New tensors belong to the innermost scope, which the loader opened for this batch. */
    Batch apply(Batch batch, TransformContext context);

    /** Whether it gives the same for the same item each time, whatever the others of its batch, in training too. Default false. */
    default boolean repeatable() {
        return false;
    }
}
