package ai.hone.kernel.nd4j;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * Calls ND4J's operations on raw memory: no INDArray is made, and each thread keeps one native context per operation and arguments.
 * That brings a call from tens of microseconds to a few.
 */
final class NativeOp {
    /** An array under the shape that the operation is to see. */
    record Operand(Nd4jStorage array, Shape shape) {
        static Operand of(Nd4jStorage array) {
            return new Operand(array, array.shape());
        }
    }

    /** What stays the same between calls. */
    private record Call(String name, boolean helpers, long[] integers, double[] reals) {
        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Call c
                    && name.equals(c.name)
                    && helpers == c.helpers
                    && Arrays.equals(integers, c.integers)
                    && Arrays.equals(reals, c.reals);
        }

        @Override
        public int hashCode() {
            return (name.hashCode() * 31 + Arrays.hashCode(integers)) * 31 + Arrays.hashCode(reals);
        }
    }

    private record Prepared(OpContext context, long hash) {}

    /** JavaCPP adds a pointer's position as bytes whatever its class, so every operand gets a pointer of its own at position 0. */
    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }

    private record Described(Shape shape, DType dtype) {}

    private static final double[] NONE = {};
    private static final ThreadLocal<Map<Call, Prepared>> PREPARED = ThreadLocal.withInitial(HashMap::new);
    private static final Map<Described, DataBuffer> SHAPES = new ConcurrentHashMap<>();

    private final NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();

    String buildInfo() {
        return ops.buildInfo();
    }

    void run(String name, boolean helpers, long[] integers, Operand[] inputs, Operand[] outputs) {
        run(name, helpers, integers, NONE, inputs, outputs);
    }

    /** @param helpers whether oneDNN may take the operation over */
    void run(String name, boolean helpers, long[] integers, double[] reals, Operand[] inputs, Operand[] outputs) {
        Prepared prepared = PREPARED.get().computeIfAbsent(new Call(name, helpers, integers, reals), NativeOp::prepare);
        OpaqueContext context = (OpaqueContext) prepared.context.contextPointer();
        ops.ctxPurge(context);
        for (int i = 0; i < inputs.length; i++) {
            ops.setGraphContextInputArray(context, i, address(inputs[i]), description(inputs[i]), null, null);
        }
        for (int i = 0; i < outputs.length; i++) {
            ops.setGraphContextOutputArray(context, i, address(outputs[i]), description(outputs[i]), null, null);
        }
        NativeThreads.current();
        int status = ops.execCustomOp2(null, prepared.hash, context);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
        if (status != 0) {
            throw new IllegalStateException("nd4j " + name + ": expected success but received status " + status + ", "
                    + ops.lastErrorMessage() + ". Inputs " + Arrays.toString(shapes(inputs)) + ", arguments "
                    + Arrays.toString(integers) + ".");
        }
    }

    /** y ← a·b, or y + a·b, each of a and b transposed first if asked. */
    void matmul(Operand a, boolean transposeA, Operand b, boolean transposeB, Operand y, boolean add) {
        run(
                "matmul",
                true,
                new long[] {transposeA ? 1 : 0, transposeB ? 1 : 0, 0},
                new double[] {1, add ? 1 : 0},
                new Operand[] {a, b},
                new Operand[] {y});
    }

    private static Prepared prepare(Call call) {
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setIArguments(call.integers);
        context.setTArguments(call.reals);
        context.allowHelpers(call.helpers);
        context.shapeFunctionOverride(true);
        return new Prepared(
                context,
                Objects.requireNonNull(
                                Nd4j.getExecutioner().getCustomOperations().get(call.name), call.name)
                        .getHash());
    }

    private static Pointer address(Operand operand) {
        operand.array.checkOpen();
        return new Address(operand.array.address());
    }

    private static Pointer description(Operand operand) {
        DataBuffer buffer = SHAPES.computeIfAbsent(
                new Described(operand.shape, operand.array.dtype()),
                d -> Nd4j.getShapeInfoProvider()
                        .createShapeInformation(d.shape.dims(), type(d.dtype))
                        .getFirst());
        return new LongPointer(buffer.addressPointer());
    }

    static DataType type(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case INT64 -> DataType.LONG;
            case INT32 -> DataType.INT;
            case UINT8 -> DataType.UBYTE;
            case BOOL -> DataType.BOOL;
        };
    }

    private static Object[] shapes(Operand[] operands) {
        return Arrays.stream(operands).map(Operand::shape).toArray();
    }
}
