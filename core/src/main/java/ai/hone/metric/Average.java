package ai.hone.metric;

/** How the figures of several classes or labels become one; as in scikit-learn. */
public enum Average {
    /** The figure of the positive class alone; for two classes. */
    BINARY,
    /** One figure from the counts of all classes together. */
    MICRO,
    /** The plain mean over classes. */
    MACRO,
    /** The mean over classes, weighted by how often each is the target. */
    WEIGHTED
}
