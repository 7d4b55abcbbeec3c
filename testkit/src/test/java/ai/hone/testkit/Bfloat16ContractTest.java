package ai.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Kernels.BatchNormGradients;
import ai.hone.tensor.Kernels.BatchNormResult;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/** The bfloat16 contract passes a back end that rounds each picture to the nearest, and catches one that rounds otherwise. */
final class Bfloat16ContractTest {
    @TestFactory
    Stream<DynamicTest> roundingToTheNearest() {
        return KernelContract.tests(rounding(Bfloat16::nearest), Precision.BFLOAT16);
    }

    @TestFactory
    Stream<DynamicTest> catchesTruncation() {
        Kernels truncating = rounding(v -> Float.intBitsToFloat(Float.floatToRawIntBits((float) v) & 0xffff0000));
        return Stream.of("prepare", "conv2d", "conv2dBackwardInput", "batchNormTraining", "averagePool2d", "binary")
                .map(method -> DynamicTest.dynamicTest(
                        method,
                        () -> assertThatThrownBy(() -> run(truncating, method + " BFLOAT16"))
                                .isInstanceOf(AssertionError.class)
                                .hasMessageContaining("cases fail on")));
    }

    @Test
    void catchesGradientsOfParametersInBfloat16() {
        Kernels coarse = coarse("conv2dBackwardWeightInto");
        assertThatThrownBy(() -> run(coarse, "conv2dBackwardWeightInto BFLOAT16"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("cases fail on");
    }

    @Test
    void catchesStatisticsInBfloat16() {
        Kernels coarse = coarse("batchNormTraining");
        assertThatThrownBy(() -> run(coarse, "batchNormTraining BFLOAT16"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("cases fail on");
    }

    @Test
    void catchesResultsThatLeaveThePrecision() {
        assertThatThrownBy(() -> run(rounding(DoubleUnaryOperator.identity()), "results keep the precision"))
                .hasMessage("precision: expected 1.0 but received 0.0.");
    }

    @Test
    void skipsWhatTheBackEndLacks() {
        List<DynamicTest> tests =
                KernelContract.tests(new ReferenceKernels(), Precision.BFLOAT16).toList();
        assertThat(tests)
                .isNotEmpty()
                .allSatisfy(
                        test -> assertThatThrownBy(() -> test.getExecutable().execute())
                                .isInstanceOf(TestAbortedException.class)
                                .hasMessageContaining(
                                        "reference (plain Java, float64) does not compute in bfloat16: the reference computes in"
                                                + " float64"));
    }

    @Test
    void wantsOnePrecision() {
        assertThatThrownBy(() -> KernelContract.tests(new ReferenceKernels(), Precision.AUTO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kernel contract: expected FLOAT32 or BFLOAT16 but received AUTO. Run the tests of both.");
    }

    @Test
    void roundsTiesToEven() {
        assertThat(Bfloat16.nearest(1 + 0x1p-8)).isEqualTo(1);
        assertThat(Bfloat16.nearest(1 + 3 * 0x1p-8)).isEqualTo(1 + 0x1p-6);
        assertThat(Bfloat16.nearest(-1 - 0x1p-8 - 0x1p-20)).isEqualTo(-1 - 0x1p-7);
        assertThat(Bfloat16.nearest(Double.NaN)).isNaN();
        assertThat(Bfloat16.nearest(3.4e38)).isInfinite();
        assertThat(Bfloat16.holds(0.75)).isTrue();
        assertThat(Bfloat16.holds(0.1)).isFalse();
    }

    private static void run(Kernels kernels, String name) throws Throwable {
        KernelContract.tests(kernels, Precision.BFLOAT16)
                .filter(t -> t.getDisplayName().equals(name))
                .findFirst()
                .orElseThrow()
                .getExecutable()
                .execute();
    }

    /** The reference with bfloat16 pictures: what is prepared, and each picture that is computed from one, goes through the rounding. */
    private static Kernels rounding(DoubleUnaryOperator rounding) {
        return new Pictures(rounding, Set.of("conv2dBackwardWeight", "conv2dBackwardWeightInto", "matmulInto"))
                .kernels();
    }

    /** The same, rounding also what one method gives that should stay float32. */
    private static Kernels coarse(String method) {
        Pictures pictures = new Pictures(Bfloat16::nearest, Set.of());
        Kernels right = pictures.kernels();
        return proxy((proxy, m, arguments) -> {
            Object result = call(right, m, arguments);
            if (m.getName().equals(method)) {
                if (result instanceof BatchNormResult r) {
                    pictures.round(r.mean());
                } else {
                    pictures.round((Storage) result);
                }
            }
            return result;
        });
    }

    private static Kernels proxy(java.lang.reflect.InvocationHandler handler) {
        return (Kernels)
                Proxy.newProxyInstance(Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, handler);
    }

    private static Object call(Kernels kernels, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(kernels, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Which arrays are bfloat16 pictures. */
    private static final class Pictures {
        private final ReferenceKernels right = new ReferenceKernels();
        private final DoubleUnaryOperator rounding;
        private final Set<String> float32;
        private final Map<Storage, Boolean> pictures = Collections.synchronizedMap(new WeakHashMap<>());

        Pictures(DoubleUnaryOperator rounding, Set<String> float32) {
            this.rounding = rounding;
            this.float32 = float32;
        }

        Kernels kernels() {
            return proxy((proxy, method, arguments) -> {
                if (method.getName().equals("lacksBfloat16")) {
                    return null;
                }
                boolean prepared = method.getName().equals("prepare") && arguments[1] == Precision.BFLOAT16;
                Object result = prepared ? right.copy((Storage) arguments[0]) : call(right, method, arguments);
                if (prepared || (!float32.contains(method.getName()) && takesPicture(arguments))) {
                    keep(result);
                }
                return result;
            });
        }

        private boolean takesPicture(Object[] arguments) {
            return arguments != null
                    && Arrays.stream(arguments)
                            .flatMap(a -> a instanceof Storage[] all ? Arrays.stream(all) : Stream.of(a))
                            .anyMatch(pictures::containsKey);
        }

        private void keep(Object result) {
            if (result instanceof BatchNormResult r) {
                keep(r.y());
            } else if (result instanceof BatchNormGradients r) {
                keep(r.x());
            } else if (result instanceof Storage s
                    && s.shape().rank() > 1
                    && s.dtype().floating()) {
                round(s);
                pictures.put(s, true);
            }
        }

        void round(Storage s) {
            double[] values = Arrays.stream(right.toDoubles(s)).map(rounding).toArray();
            Storage rounded = right.of(values, s.shape(), s.dtype());
            right.assign(s, rounded);
            rounded.release();
        }
    }
}
