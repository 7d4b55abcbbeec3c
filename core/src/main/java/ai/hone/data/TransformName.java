package ai.hone.data;

/** What messages call a transform: its kind, its class, or, for lambdas, its place in the list. */
final class TransformName {
    private TransformName() {}

    /** @param place counted from 0 */
    static String of(Object transform, int place) {
        if (transform instanceof Declarative declarative) {
            return declarative.kind();
        }
        Class<?> type = transform.getClass();
        return type.isSynthetic() || type.isHidden() || type.isAnonymousClass()
                ? Integer.toString(place + 1)
                : type.getSimpleName();
    }
}
