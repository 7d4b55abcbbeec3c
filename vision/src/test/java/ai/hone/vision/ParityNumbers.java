package ai.hone.vision;

import ai.hone.nn.Model;
import java.nio.charset.StandardCharsets;

/** Numbers made from a name, equal to those of parity/goldens.py, so that large weights need not be stored. */
final class ParityNumbers {
    private ParityNumbers() {}

    /** count numbers in [-1, 1): splitmix64 over a counter that starts at the name's FNV-1a hash; times scale plus shift. */
    static float[] of(String name, int count, float scale, float shift) {
        long seed = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            seed = (seed ^ b) * 0x100000001B3L;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            float unit = (float) ((z >>> 40) / (double) (1 << 23) - 1);
            values[i] = unit * scale + shift;
        }
        return values;
    }

    /** Gives every parameter and buffer the values that {@code fill} of parity/goldens.py gives it. */
    static void fill(Model model) {
        model.parameters().forEach((name, p) -> {
            int n = Math.toIntExact(p.shape().size());
            p.assign(
                    switch (p.kind()) {
                        case NORM -> name.endsWith("weight") ? of(name, n, 0.1f, 0.5f) : of(name, n, 0.25f, 1.5f);
                        case BIAS -> of(name, n, 0.1f, 0);
                        case WEIGHT ->
                            of(name, n, (float) Math.sqrt(3.0 * p.shape().dim(0) / n), 0);
                    });
        });
        model.buffers().forEach((name, b) -> {
            int n = Math.toIntExact(b.shape().size());
            b.assign(name.endsWith("running_mean") ? of(name, n, 0.1f, 0) : of(name, n, 0.25f, 1));
        });
    }
}
