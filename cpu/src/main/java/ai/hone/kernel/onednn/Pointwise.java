package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.tensor.Kernels.Binary;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

/** Element by element over arrays of one channels-last layout, which are read as one long row. */
final class Pointwise {
    private final Nd4jKernels plain;
    private final Conversions conversions;

    Pointwise(Nd4jKernels plain, Conversions conversions) {
        this.plain = plain;
        this.conversions = conversions;
    }

    private static memory.desc row(Packed x) {
        return new memory.desc(new long[] {x.shape().size()}, x.layout.type(), memory.format_tag.x);
    }

    private static Key key(String kind, Packed x, long variant) {
        return new Key(kind, Team.forElements(x.shape().size()), x.shape().size(), x.layout.ordinal(), variant);
    }

    Packed relu(Packed x) {
        Plan plan = Plans.get(Plan.class, key("relu", x, 0), () -> {
            memory.desc row = row(x);
            return new Plan(
                    reluForward(row), new Plan.Argument(DNNL_ARG_SRC, row), new Plan.Argument(DNNL_ARG_DST, row));
        });
        Packed y = conversions.empty(x.shape(), x.layout);
        plan.run(plain, Conversions.address(x), Conversions.address(y));
        return y;
    }

    private static eltwise_forward.primitive_desc reluForward(memory.desc row) {
        return new eltwise_forward.primitive_desc(
                Dnnl.ENGINE,
                prop_kind.forward_training.value,
                algorithm.eltwise_relu_use_dst_for_bwd.value,
                row,
                row,
                0f,
                0f,
                Dnnl.settings(),
                false);
    }

    /** The gradient where y, the forward result, is above 0. */
    Packed reluBackward(Packed gradient, Packed y) {
        Plan plan = Plans.get(Plan.class, key("relu backward", y, 0), () -> {
            memory.desc row = row(y);
            return new Plan(
                    new eltwise_backward.primitive_desc(
                            Dnnl.ENGINE,
                            algorithm.eltwise_relu_use_dst_for_bwd.value,
                            row,
                            row,
                            row,
                            0f,
                            0f,
                            reluForward(row),
                            Dnnl.settings(),
                            false),
                    new Plan.Argument(DNNL_ARG_DST, row),
                    new Plan.Argument(DNNL_ARG_DIFF_DST, row),
                    new Plan.Argument(DNNL_ARG_DIFF_SRC, row));
        });
        Packed dx = conversions.empty(y.shape(), y.layout);
        plan.run(plain, Conversions.address(y), Conversions.address(gradient), Conversions.address(dx));
        return dx;
    }

    /** What oneDNN calls a function of two arrays, or null if it has none that we use. */
    static @Nullable algorithm algorithm(Binary function) {
        return switch (function) {
            case ADD -> algorithm.binary_add;
            case SUBTRACT -> algorithm.binary_sub;
            case MULTIPLY -> algorithm.binary_mul;
            case DIVIDE -> algorithm.binary_div;
            case MAXIMUM -> algorithm.binary_max;
            case MINIMUM -> algorithm.binary_min;
            case EQUAL, GREATER, RELU_BACKWARD, SIGMOID_BACKWARD, TANH_BACKWARD -> null;
        };
    }

    /** a and b in one layout. */
    Packed binary(algorithm function, Packed a, Packed b, boolean relu) {
        Plan plan = Plans.get(Plan.class, key(relu ? "binary relu" : "binary", a, function.value), () -> {
            memory.desc row = row(a);
            primitive_attr settings = Dnnl.settings();
            if (relu) {
                post_ops after = new post_ops();
                after.append_eltwise(algorithm.eltwise_relu, 0, 0);
                settings.set_post_ops(after);
            }
            return new Plan(
                    new binary.primitive_desc(Dnnl.ENGINE, function, row, row, row, settings, false),
                    new Plan.Argument(DNNL_ARG_SRC_0, row),
                    new Plan.Argument(DNNL_ARG_SRC_1, row),
                    new Plan.Argument(DNNL_ARG_DST, row));
        });
        Packed y = conversions.empty(a.shape(), a.layout);
        plan.run(plain, Conversions.address(a), Conversions.address(b), Conversions.address(y));
        return y;
    }
}
