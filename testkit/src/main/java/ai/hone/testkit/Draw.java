package ai.hone.testkit;

import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.SplittableRandom;

/** Seeded FLOAT64 tensors for gradient checks, owned by the innermost scope. */
final class Draw {
    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    Tensor normal(long... dims) {
        double[] values = new double[size(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return Tensor.of(values, dims);
    }

    Tensor uniform(double from, double to, long... dims) {
        return Tensor.of(random.doubles(size(dims), from, to).toArray(), dims);
    }

    /** Values at least 0.1 from each other and 0.05 from 0, in random order: no kink of max, relu or abs is near. */
    Tensor apart(long... dims) {
        double[] values = new double[size(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i - values.length / 2) * 0.1 + 0.05;
        }
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
        return Tensor.of(values, dims);
    }

    /** INT64 within 0 … bound-1. */
    Tensor indices(long bound, long... dims) {
        return Tensor.of(random.longs(size(dims), 0, bound).toArray(), dims);
    }

    private static int size(long... dims) {
        return Math.toIntExact(Shape.of(dims).size());
    }
}
