package ai.hone.metric;

/** Settings of {@link Metrics#rocAuc}. */
public final class RocAucOptions {
    MultiClass multiClass = MultiClass.ONE_VS_REST;
    Average average = Average.MACRO;

    RocAucOptions() {}

    /** Default ONE_VS_REST. */
    public RocAucOptions multiClass(MultiClass how) {
        multiClass = how;
        return this;
    }

    /** MACRO, WEIGHTED, or MICRO for ONE_VS_REST; default MACRO. */
    public RocAucOptions average(Average how) {
        average = Require.notBinary("rocAuc average", how);
        return this;
    }

    RocAucOptions checked() {
        if (multiClass == MultiClass.ONE_VS_ONE && average == Average.MICRO) {
            throw new IllegalArgumentException(
                    "rocAuc: expected MACRO or WEIGHTED for ONE_VS_ONE but received MICRO. Pairs of classes have no counts in common.");
        }
        return this;
    }
}
