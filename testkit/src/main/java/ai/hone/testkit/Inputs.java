package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Precision;
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
    private final Arrangement arrangement;
    private final SplittableRandom random;
    private final SplittableRandom arranging;
    private final IdentityHashMap<Storage, double[]> made = new IdentityHashMap<>();

    Inputs(Kernels kernels, DType dtype, Arrangement arrangement, long seed) {
        this.kernels = kernels;
        this.dtype = dtype;
        this.arrangement = arrangement;
        this.random = new SplittableRandom(seed);
        this.arranging = new SplittableRandom(~seed);
    }

    DType dtype() {
        return dtype;
    }

    /** What pictures are prepared to. */
    Precision precision() {
        return arrangement.precision();
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

    /** A picture [N, C, H, W] of normal numbers, arranged as the case wants it. */
    Storage picture(long... dims) {
        return picture(normal(dims));
    }

    /** The same numbers, as the case wants pictures to be rounded and arranged. */
    Storage picture(Storage plain) {
        Storage picture = rounded(plain);
        if (!arrangement.prepares(arranging.nextInt(3) > 0)) {
            return picture;
        }
        Storage prepared = kernels.prepare(picture, arrangement.precision());
        made.remove(picture);
        picture.release();
        return track(prepared);
    }

    /** Normal numbers that the type of the case's pictures holds. */
    Storage weight(long... dims) {
        return rounded(normal(dims));
    }

    Storage rounded(Storage plain) {
        if (!arrangement.rounds()) {
            return plain;
        }
        double[] values =
                Arrays.stream(kernels.toDoubles(plain)).map(Bfloat16::nearest).toArray();
        made.remove(plain);
        plain.release();
        return of(values, plain.shape().dims());
    }

    /** A result that the case goes on with; it is released with the inputs, and must be left alone as they are. */
    Storage step(Storage result) {
        return track(result);
    }

    /** A view of an array, which the case may change. */
    Storage view(Storage flat, long offset, long... dims) {
        return changing(kernels.view(changing(flat), offset, Shape.of(dims)));
    }

    /** The same as a parameter's view, whose elements may lie in another order. */
    Storage parameterView(Storage flat, long offset, long... dims) {
        return changing(kernels.parameterView(changing(flat), offset, Shape.of(dims)));
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
