package ai.hone.metric;

/** What turns a label's output into yes or no: {@code >} where strict, {@code >=} otherwise, both in float32. */
record Threshold(double value, boolean sigmoid, boolean strict) {
    boolean passes(float output) {
        float activated = sigmoid ? sigmoid(output) : output;
        return strict ? activated > (float) value : activated >= (float) value;
    }

    static float sigmoid(float output) {
        return (float) (1 / (1 + Math.exp(-output)));
    }
}
