package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.Arrays;

/** Cases for making, reading and converting arrays. */
final class ArrayCases {
    private static final long[][] SHAPES = {{}, {1}, {0}, {3}, {2, 0, 3}, {17}, {2, 3, 4, 5}, {100}};

    private ArrayCases() {}

    static void addTo(KernelCases table) {
        table.add(
                "name",
                "is said",
                DType.FLOAT32,
                Bound.exact(),
                (k, in) -> k.name().isBlank() ? 0 : 1);
        table.add(
                "warnings",
                "are all said",
                DType.FLOAT32,
                Bound.exact(),
                (k, in) -> k.warnings().stream().filter(String::isBlank).count());
        for (DType dtype : DType.values()) {
            for (long[] dims : SHAPES) {
                making(table, dtype, dims);
                reading(table, dtype, dims);
                converting(table, dtype, dims);
            }
        }
    }

    private static void making(KernelCases table, DType dtype, long[] dims) {
        String label = Arrays.toString(dims);
        Shape shape = Shape.of(dims);
        int n = Math.toIntExact(shape.size());
        table.add("liveBytes", label, dtype, Bound.exact(), (k, in) -> {
            long before = k.liveBytes();
            long bytes = in.constant(1, dims).shape().size() * dtype.bytes();
            long grown = k.liveBytes() - before;
            // A pool may round up; it may not lose count.
            return grown >= bytes && grown <= 2 * bytes + 256 ? 1 : 0;
        });
        table.add("trim", label, dtype, Bound.exact(), (k, in) -> {
            Storage x = k.full(shape, dtype, 3);
            k.full(shape, dtype, 5).release();
            long before = k.liveBytes();
            k.trim();
            return k.liveBytes() == before ? x : k.full(shape, dtype, 0);
        });
        table.add("full", label, dtype, Bound.exact(), (k, in) -> k.full(shape, dtype, 1));
        table.add("of(float[])", label, dtype, Bound.exact(), (k, in) -> {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = i % 7 + (dtype.floating() ? 0.25f : 0);
            }
            return k.of(values, shape, dtype);
        });
        table.add("of(double[])", label, dtype, Bound.exact(), (k, in) -> {
            double[] values = new double[n];
            Arrays.setAll(values, i -> i % 7 + (dtype.floating() ? 0.1 : 0));
            return k.of(values, shape, dtype);
        });
        table.add("of(long[])", label, dtype, Bound.exact(), (k, in) -> {
            long[] values = new long[n];
            Arrays.setAll(values, i -> dtype == DType.INT64 ? (1L << 52) - i : i % 100);
            return k.of(values, shape, dtype);
        });
        table.add("of(byte[])", label, dtype, Bound.exact(), (k, in) -> {
            byte[] values = new byte[n];
            for (int i = 0; i < n; i++) {
                values[i] = (byte) (i * 37);
            }
            return k.of(values, shape, dtype);
        });
    }

    private static void reading(KernelCases table, DType dtype, long[] dims) {
        String label = Arrays.toString(dims);
        double fraction = dtype.floating() ? 0.1 : 0;
        table.add(
                "toFloats", label, dtype, Bound.exact(), (k, in) -> k.toFloats(in.ramp(i -> i % 200 + fraction, dims)));
        table.add(
                "toDoubles",
                label,
                dtype,
                Bound.exact(),
                (k, in) -> k.toDoubles(in.ramp(i -> i % 200 + fraction, dims)));
        table.add("toLongs", label, dtype, Bound.exact(), (k, in) -> k.toLongs(in.ramp(i -> i % 200 + fraction, dims)));
    }

    private static void converting(KernelCases table, DType dtype, long[] dims) {
        String label = Arrays.toString(dims);
        double fraction = dtype.floating() ? 0.7 : 0;
        double sign = dtype == DType.UINT8 || dtype == DType.BOOL ? 1 : -1;
        table.add("copy", label, dtype, Bound.exact(), (k, in) -> k.copy(in.ramp(i -> i % 200 + fraction, dims)));
        for (DType to : DType.values()) {
            double s = to == DType.UINT8 ? 1 : sign;
            table.add(
                    "cast",
                    "to " + to + " " + label,
                    dtype,
                    Bound.exact(),
                    (k, in) -> k.cast(in.ramp(i -> (i % 5 + fraction) * s, dims), to));
        }
    }
}
