package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels.AdamStep;
import ai.hone.tensor.Kernels.SgdStep;
import ai.hone.tensor.Kernels.Update;
import ai.hone.tensor.Storage;
import java.util.List;
import java.util.stream.Stream;

/** Cases for methods that work in place, on whole arrays and on views at odd offsets. */
final class UpdateCases {
    /** Depends on every array, and on the order of state. */
    static final Update MIX = new Update() {
        @Override
        public void apply(float[] parameter, float[] gradient, float[][] state, int count) {
            for (int i = 0; i < count; i++) {
                float sum = gradient[i];
                for (int s = 0; s < state.length; s++) {
                    state[s][i] = 0.5f * state[s][i] + (s + 1) * gradient[i];
                    sum += (s + 1) * state[s][i];
                }
                parameter[i] -= 0.1f * sum;
            }
        }

        @Override
        public void apply(double[] parameter, double[] gradient, double[][] state, int count) {
            for (int i = 0; i < count; i++) {
                double sum = gradient[i];
                for (int s = 0; s < state.length; s++) {
                    state[s][i] = 0.5 * state[s][i] + (s + 1) * gradient[i];
                    sum += (s + 1) * state[s][i];
                }
                parameter[i] -= 0.1 * sum;
            }
        }
    };

    private UpdateCases() {}

    static void addTo(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            on(table, n);
        }
        on(table, 0);
        on(table, 5000);
        update(table, 150_000, 2);
        for (DType dtype : DType.values()) {
            table.add("fill", "any type", dtype, Bound.exact(), (k, in) -> {
                Storage x = in.changing(in.constant(0, 9));
                k.fill(x, 1);
                return x;
            });
            table.add("assign", "any type", dtype, Bound.exact(), (k, in) -> {
                Storage x = in.changing(in.constant(0, 9));
                k.assign(x, in.constant(1, 9));
                return x;
            });
        }
        sumOfSquares(table);
    }

    /** What a case works on: the whole, and the part of it that changes. */
    private static Storage part(Inputs in, Storage whole, int n) {
        return in.view(whole, 3, n);
    }

    private static void on(KernelCases table, int n) {
        String label = "[" + n + "]";
        table.add("fill", label, Bound.exact(), (k, in) -> {
            Storage whole = in.normal(n + 7);
            k.fill(part(in, whole, n), -2.5);
            return whole;
        });
        table.add("assign", label, Bound.exact(), (k, in) -> {
            Storage whole = in.normal(n + 7);
            k.assign(part(in, whole, n), in.normal(n));
            return whole;
        });
        table.add("addScaled", label, Bound.sum(0, 1), (k, in) -> {
            Storage whole = in.normal(n + 7);
            k.addScaled(part(in, whole, n), in.normal(n), -0.3);
            return whole;
        });
        table.add("lerp", label, Bound.sum(0, 1), (k, in) -> {
            Storage whole = in.normal(n + 7);
            k.lerp(part(in, whole, n), in.normal(n), 8.0 / 7, 0.1);
            return whole;
        });
        for (AdamStep step : List.of(
                new AdamStep(1e-3, 0.9, 0.99, 1e-5, 0, 1),
                new AdamStep(1e-2, 0.95, 0.999, 1e-8, 0.01, 2),
                new AdamStep(0.1, 0.9, 0.99, 1e-5, 0.1, 100_000))) {
            adam(table, n, step);
        }
        for (int slots : new int[] {0, 1, 2, 3, 9}) {
            update(table, n, slots);
        }
        for (SgdStep step : List.of(
                new SgdStep(0.1, 0, 0),
                new SgdStep(0.1, 0, 0.01),
                new SgdStep(0.05, 0.9, 0),
                new SgdStep(0.05, 0.9, 0.1))) {
            sgd(table, n, step);
        }
    }

    private static void adam(KernelCases table, int n, AdamStep step) {
        table.add("adam", "[" + n + "] " + step, Bound.sum(8, 1), (k, in) -> {
            Storage parameter = in.normal(n + 7);
            Storage mean = step.step() == 1 ? in.constant(0, n + 7) : in.normal(n + 7);
            Storage squared = step.step() == 1 ? in.constant(0, n + 7) : in.uniform(0.1, 2, n + 7);
            k.adam(part(in, parameter, n), in.normal(n), part(in, mean, n), part(in, squared, n), step);
            return List.of(parameter, mean, squared);
        });
        table.add("adam", "[" + n + "] zero gradient " + step, Bound.sum(8, 1), (k, in) -> {
            Storage parameter = in.changing(in.normal(n));
            Storage mean = in.changing(in.constant(0, n));
            Storage squared = in.changing(in.constant(0, n));
            k.adam(parameter, in.constant(0, n), mean, squared, step);
            return List.of(parameter, mean, squared);
        });
    }

    private static void sgd(KernelCases table, int n, SgdStep step) {
        table.add("sgd", "[" + n + "] " + step, Bound.sum(8, 1), (k, in) -> {
            Storage parameter = in.normal(n + 7);
            Storage momentum = in.normal(n + 7);
            k.sgd(part(in, parameter, n), in.normal(n), step.momentum() == 0 ? null : part(in, momentum, n), step);
            return List.of(parameter, momentum);
        });
    }

    private static void update(KernelCases table, int n, int slots) {
        table.add("update", "[" + n + "] with " + slots + " arrays", Bound.sum(8, 1), (k, in) -> {
            List<Storage> whole =
                    Stream.generate(() -> in.normal(n + 7)).limit(slots + 1L).toList();
            List<Storage> parts = whole.stream().map(x -> part(in, x, n)).toList();
            k.update(parts.get(0), in.normal(n), parts.subList(1, parts.size()), MIX);
            return whole;
        });
    }

    private static void sumOfSquares(KernelCases table) {
        for (int n : KernelCases.SIZES) {
            table.add("sumOfSquares", "[" + n + "]", Bound.sum(n, 0), (k, in) -> k.sumOfSquares(in.normal(n)));
            table.add("sumOfSquares", "[" + n + "] huge", Bound.sum(n, 0), (k, in) -> k.sumOfSquares(in.extremes(n)));
        }
        table.add("sumOfSquares", "[0]", Bound.exact(), (k, in) -> k.sumOfSquares(in.normal(0)));
        table.add("sumOfSquares", "[2, 3, 4]", Bound.sum(24, 0), (k, in) -> k.sumOfSquares(in.normal(2, 3, 4)));
        table.add("sumOfSquares", "[100000]", Bound.sum(1000, 0), (k, in) -> k.sumOfSquares(in.normal(100_000)));
        for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            table.add(
                    "sumOfSquares",
                    "one " + odd,
                    Bound.exact(),
                    (k, in) -> k.sumOfSquares(in.ramp(i -> i == 11 ? odd : 1, 33)));
        }
    }
}
