package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;

/** Seeded arrays on one back end for one case: the same numbers on each back end. Remembers what it made, to see that it is left alone and freed. */
final class Inputs {
    private static final double[] EXTREMES = {0, 1, -1, 1e30, -1e30, 1e-30, -1e-30, 200, -200, 3.5, -0.75};

    private final Kernels kernels;
    private final DType dtype;
    private final SplittableRandom random;
    private final IdentityHashMap<Storage, double[]> made = new IdentityHashMap<>();

    Inputs(Kernels kernels, DType dtype, long seed) {
        this.kernels = kernels;
        this.dtype = dtype;
        this.random = new SplittableRandom(seed);
    }

    DType dtype() {
        return dtype;
    }

    /** The random stream of the case, the same on each back end. */
    SplittableRandom random() {
        return random;
    }

    Storage normal(long... dims) {
        return of(normals(dims), dims);
    }

    double[] normals(long... dims) {
        return values(Shape.of(dims), random::nextGaussian);
    }

    Storage uniform(double from, double to, long... dims) {
        return of(values(Shape.of(dims), () -> from + (to - from) * random.nextDouble()), dims);
    }

    /** Whole numbers from -count/2 on, so that there are many ties. */
    Storage levels(int count, long... dims) {
        return of(values(Shape.of(dims), () -> random.nextInt(count) - count / 2), dims);
    }

    /** Zeros, tiny and huge numbers. */
    Storage extremes(long... dims) {
        return of(values(Shape.of(dims), () -> EXTREMES[random.nextInt(EXTREMES.length)]), dims);
    }

    Storage constant(double value, long... dims) {
        return of(values(Shape.of(dims), () -> value), dims);
    }

    /** Values by their row-major index. */
    Storage ramp(IntToDoubleFunction value, long... dims) {
        double[] values = new double[Math.toIntExact(Shape.of(dims).size())];
        Arrays.setAll(values, value);
        return of(values, dims);
    }

    /** INT64 within 0 … bound-1. */
    Storage indices(long bound, long... dims) {
        double[] values = values(Shape.of(dims), () -> random.nextLong(bound));
        return track(kernels.of(values, Shape.of(dims), DType.INT64));
    }

    Storage of(double[] values, long... dims) {
        return of(values, dtype, dims);
    }

    Storage of(double[] values, DType type, long... dims) {
        return track(kernels.of(values, Shape.of(dims), type));
    }

    /** A view of an array, which the case may change. */
    Storage view(Storage flat, long offset, long... dims) {
        return changing(kernels.view(changing(flat), offset, Shape.of(dims)));
    }

    /** Lets the case change this array. */
    Storage changing(Storage storage) {
        made.put(storage, new double[0]);
        return storage;
    }

    private Storage track(Storage storage) {
        made.put(storage, kernels.toDoubles(storage));
        return storage;
    }

    private static double[] values(Shape shape, DoubleSupplier source) {
        double[] values = new double[Math.toIntExact(shape.size())];
        Arrays.setAll(values, i -> source.getAsDouble());
        return values;
    }

    void checkUnchanged(String method) {
        made.forEach((storage, before) -> {
            if (before.length > 0 && !Arrays.equals(before, kernels.toDoubles(storage))) {
                throw new AssertionError(method + ": expected arguments to be left alone but received a changed "
                        + storage.shape() + ". Write results into a new array.");
            }
        });
    }

    void release() {
        made.keySet().forEach(Storage::release);
    }
}
