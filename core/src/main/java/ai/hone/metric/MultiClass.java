package ai.hone.metric;

/** How an area for two classes is taken over several, in {@link Metrics#rocAuc}. */
public enum MultiClass {
    /** Each class against all others. */
    ONE_VS_REST,
    /** Each pair of classes, on the items of these two alone (Hand &amp; Till 2001). */
    ONE_VS_ONE
}
