package ai.hone.metric;

import java.util.Arrays;

/** Numbers of a pass, gathered batch by batch. */
final class Floats {
    private float[] values = {};
    private int size;

    void add(float... more) {
        int needed = Math.addExact(size, more.length);
        if (needed > values.length) {
            values = Arrays.copyOf(values, (int)
                    Math.max(needed, Math.min(values.length * 3L / 2, Integer.MAX_VALUE - 8)));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size = needed;
    }

    int size() {
        return size;
    }

    float[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
