package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_forward;

/** Softmax and its logarithm along the last axis of large row-major arrays. */
final class Softmaxes {
    /** Below this many elements plain Java is quicker than a native call. */
    private static final long WORTH_A_CALL = 1L << 14;

    private final Nd4jKernels plain;

    Softmaxes(Nd4jKernels plain) {
        this.plain = plain;
    }

    static boolean worth(Storage x, int axis) {
        int rank = x.shape().rank();
        return x.dtype() == DType.FLOAT32 && axis == rank - 1 && x.shape().size() >= WORTH_A_CALL;
    }

    Nd4jStorage softmax(Nd4jStorage x, boolean logarithm) {
        Shape shape = x.shape();
        long width = shape.dim(-1);
        long rows = shape.size() / width;
        Key key = new Key(logarithm ? "log softmax" : "softmax", Team.forElements(shape.size()), rows, width);
        Plan plan = Plans.get(Plan.class, key, () -> {
            memory.desc matrix = Layout.PLAIN.describe(rows, width);
            algorithm kind = logarithm ? algorithm.softmax_log : algorithm.softmax_accurate;
            return new Plan(
                    new softmax_forward.primitive_desc(
                            Dnnl.ENGINE,
                            prop_kind.forward_inference.value,
                            kind.value,
                            matrix,
                            matrix,
                            1,
                            Dnnl.settings(),
                            false),
                    new Plan.Argument(DNNL_ARG_SRC, matrix),
                    new Plan.Argument(DNNL_ARG_DST, matrix));
        });
        Nd4jStorage y = plain.empty(shape, DType.FLOAT32);
        plan.run(plain, x.address(), y.address());
        return y;
    }
}
