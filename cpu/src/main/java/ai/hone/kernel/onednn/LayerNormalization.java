package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels.LayerNormGradients;
import ai.hone.tensor.Kernels.LayerNormResult;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;

/** Layer norm over the last axis of large row-major arrays. */
final class LayerNormalization {
    /** Below this many elements plain Java is quicker than a native call. */
    private static final long WORTH_A_CALL = 1L << 14;

    private static final int SCALE_AND_SHIFT =
            normalization_flags.use_scale.value | normalization_flags.use_shift.value;

    /** One sort of pass over x as a matrix. */
    private record Pass(long rows, long width, double epsilon) {
        static Pass of(Shape shape, double epsilon) {
            long width = shape.dim(-1);
            return new Pass(shape.size() / width, width, epsilon);
        }

        Key key(String kind) {
            return new Key(kind, Team.forElements(rows * width), rows, width, Double.doubleToLongBits(epsilon));
        }

        memory.desc matrix() {
            return Layout.PLAIN.describe(rows, width);
        }

        memory.desc perRow() {
            return Layout.PLAIN.describe(rows);
        }

        memory.desc perColumn() {
            return Layout.PLAIN.describe(width);
        }

        layer_normalization_forward.primitive_desc forward() {
            return new layer_normalization_forward.primitive_desc(
                    Dnnl.ENGINE,
                    prop_kind.forward_training.value,
                    matrix(),
                    matrix(),
                    perRow(),
                    (float) epsilon,
                    SCALE_AND_SHIFT,
                    Dnnl.settings(),
                    false);
        }
    }

    private final Nd4jKernels plain;

    LayerNormalization(Nd4jKernels plain) {
        this.plain = plain;
    }

    static boolean worth(Storage x) {
        return x.dtype() == DType.FLOAT32 && x.shape().size() >= WORTH_A_CALL;
    }

    LayerNormResult forward(Nd4jStorage x, Nd4jStorage weight, Nd4jStorage bias, double epsilon) {
        Shape shape = x.shape();
        Pass pass = Pass.of(shape, epsilon);
        Plan plan = Plans.get(Plan.class, pass.key("layer norm"), () -> forward(pass));
        Nd4jStorage y = plain.empty(shape, DType.FLOAT32);
        Shape rows = shape.reduced(new int[] {shape.rank() - 1}, false);
        Nd4jStorage mean = plain.empty(rows, DType.FLOAT32);
        Nd4jStorage variance = plain.empty(rows, DType.FLOAT32);
        plan.run(plain, x.address(), y.address(), weight.address(), bias.address(), mean.address(), variance.address());
        return new LayerNormResult(y, mean, variance);
    }

    private static Plan forward(Pass pass) {
        return new Plan(
                pass.forward(),
                new Plan.Argument(DNNL_ARG_SRC, pass.matrix()),
                new Plan.Argument(DNNL_ARG_DST, pass.matrix()),
                new Plan.Argument(DNNL_ARG_SCALE, pass.perColumn()),
                new Plan.Argument(DNNL_ARG_SHIFT, pass.perColumn()),
                new Plan.Argument(DNNL_ARG_MEAN, pass.perRow()),
                new Plan.Argument(DNNL_ARG_VARIANCE, pass.perRow()));
    }

    LayerNormGradients backward(
            Nd4jStorage gradient,
            Nd4jStorage x,
            Nd4jStorage mean,
            Nd4jStorage variance,
            Nd4jStorage weight,
            double epsilon) {
        Pass pass = Pass.of(x.shape(), epsilon);
        Plan plan = Plans.get(Plan.class, pass.key("layer norm backward"), () -> backward(pass));
        Nd4jStorage dx = plain.empty(x.shape(), DType.FLOAT32);
        Nd4jStorage dWeight = plain.empty(weight.shape(), DType.FLOAT32);
        Nd4jStorage dBias = plain.empty(weight.shape(), DType.FLOAT32);
        plan.run(
                plain,
                x.address(),
                gradient.address(),
                dx.address(),
                weight.address(),
                mean.address(),
                variance.address(),
                dWeight.address(),
                dBias.address());
        return new LayerNormGradients(dx, dWeight, dBias);
    }

    private static Plan backward(Pass pass) {
        layer_normalization_backward.primitive_desc d = new layer_normalization_backward.primitive_desc(
                Dnnl.ENGINE,
                prop_kind.backward.value,
                pass.matrix(),
                pass.matrix(),
                pass.matrix(),
                pass.perRow(),
                (float) pass.epsilon,
                SCALE_AND_SHIFT,
                pass.forward(),
                Dnnl.settings(),
                false);
        return new Plan(
                d,
                new Plan.Argument(DNNL_ARG_SRC, pass.matrix()),
                new Plan.Argument(DNNL_ARG_DIFF_DST, pass.matrix()),
                new Plan.Argument(DNNL_ARG_DIFF_SRC, pass.matrix()),
                new Plan.Argument(DNNL_ARG_SCALE, pass.perColumn()),
                new Plan.Argument(DNNL_ARG_MEAN, pass.perRow()),
                new Plan.Argument(DNNL_ARG_VARIANCE, pass.perRow()),
                new Plan.Argument(DNNL_ARG_DIFF_SCALE, pass.perColumn()),
                new Plan.Argument(DNNL_ARG_DIFF_SHIFT, pass.perColumn()));
    }
}
