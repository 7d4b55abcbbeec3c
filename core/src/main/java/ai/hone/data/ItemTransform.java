package ai.hone.data;

/** Changes one value, on a worker thread, before batches are made. One that is also {@link Declarative} can be exported. */
@FunctionalInterface
public interface ItemTransform<V> {
    V apply(V value, TransformContext context);

    /** Whether it gives the same for the same value each time, in training too, so that what follows may be computed once. Default false. */
    default boolean repeatable() {
        return false;
    }
}
