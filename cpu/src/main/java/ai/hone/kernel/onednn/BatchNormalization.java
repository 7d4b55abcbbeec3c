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
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Kernels.BatchNormGradients;
import ai.hone.tensor.Kernels.BatchNormResult;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/** Batch norm of channels-last pictures, with ReLU in the same pass; where it clipped is kept beside the result for the backward pass. */
final class BatchNormalization {
    private static final int SCALE_AND_SHIFT =
            normalization_flags.use_scale.value | normalization_flags.use_shift.value;

    /** One sort of pass. */
    private record Pass(Shape shape, Layout layout, double epsilon, boolean relu, boolean given) {
        Key key(String kind) {
            return new Key(
                    kind,
                    Team.forElements(shape.size()),
                    shape.dim(0),
                    shape.dim(1),
                    shape.dim(2),
                    shape.dim(3),
                    layout.ordinal(),
                    Double.doubleToLongBits(epsilon),
                    (relu ? 1 : 0) + (given ? 2 : 0));
        }

        memory.desc pictures() {
            return layout.describe(shape.dims());
        }

        memory.desc channels() {
            return Layout.PLAIN.describe(shape.dim(1));
        }

        int flags() {
            return SCALE_AND_SHIFT
                    | (relu ? normalization_flags.fuse_norm_relu.value : 0)
                    | (given ? normalization_flags.use_global_stats.value : 0);
        }

        batch_normalization_forward.primitive_desc forward() {
            prop_kind kind = given ? prop_kind.forward_inference : prop_kind.forward_training;
            return new batch_normalization_forward.primitive_desc(
                    Dnnl.ENGINE, kind.value, pictures(), pictures(), (float) epsilon, flags(), Dnnl.settings(), false);
        }
    }

    /** @param workspaceBytes 0 if the primitive notes nothing */
    private record Forward(Plan plan, long workspaceBytes) implements AutoCloseable {
        @Override
        public void close() {
            plan.close();
        }
    }

    private final Nd4jKernels plain;
    private final Conversions conversions;

    BatchNormalization(Nd4jKernels plain, Conversions conversions) {
        this.plain = plain;
        this.conversions = conversions;
    }

    private static long address(Storage x) {
        return Conversions.address(x);
    }

    private Nd4jStorage channels(Packed x) {
        return plain.empty(Shape.of(x.shape().dim(1)), DType.FLOAT32);
    }

    BatchNormResult training(Packed x, Storage weight, Storage bias, double epsilon, boolean relu) {
        Pass pass = new Pass(x.shape(), x.layout, epsilon, relu, false);
        Forward forward = Plans.get(Forward.class, pass.key("batch norm"), () -> forward(pass));
        @Nullable Nd4jStorage workspace = relu ? plain.empty(Shape.of(forward.workspaceBytes), DType.UINT8) : null;
        Packed y = conversions.empty(x.shape(), x.layout, workspace);
        Nd4jStorage mean = channels(x);
        Nd4jStorage variance = channels(x);
        if (workspace == null) {
            forward.plan.run(
                    plain, address(x), address(y), address(weight), address(bias), address(mean), address(variance));
        } else {
            forward.plan.run(
                    plain,
                    address(x),
                    address(y),
                    address(weight),
                    address(bias),
                    address(mean),
                    address(variance),
                    workspace.address());
        }
        return new BatchNormResult(y, mean, variance);
    }

    Packed inference(
            Packed x, Storage mean, Storage variance, Storage weight, Storage bias, double epsilon, boolean relu) {
        Pass pass = new Pass(x.shape(), x.layout, epsilon, relu, true);
        Forward forward = Plans.get(Forward.class, pass.key("batch norm"), () -> forward(pass));
        Packed y = conversions.empty(x.shape(), x.layout);
        forward.plan.run(
                plain, address(x), address(y), address(weight), address(bias), address(mean), address(variance));
        return y;
    }

    private static Forward forward(Pass pass) {
        batch_normalization_forward.primitive_desc d = pass.forward();
        List<Plan.Argument> arguments = new ArrayList<>(List.of(
                new Plan.Argument(DNNL_ARG_SRC, pass.pictures()),
                new Plan.Argument(DNNL_ARG_DST, pass.pictures()),
                new Plan.Argument(DNNL_ARG_SCALE, pass.channels()),
                new Plan.Argument(DNNL_ARG_SHIFT, pass.channels()),
                new Plan.Argument(DNNL_ARG_MEAN, pass.channels()),
                new Plan.Argument(DNNL_ARG_VARIANCE, pass.channels())));
        long bytes = 0;
        if (pass.relu && !pass.given) {
            memory.desc workspace = d.workspace_desc();
            bytes = workspace.get_size();
            arguments.add(new Plan.Argument(DNNL_ARG_WORKSPACE, workspace));
        }
        return new Forward(new Plan(d, arguments.toArray(Plan.Argument[]::new)), bytes);
    }

    /** gradient and x in one layout.
     * @param workspace of the forward pass, or null if it clipped nothing, or the gradient is clipped already */
    BatchNormGradients backward(
            Packed gradient,
            Packed x,
            Storage mean,
            Storage variance,
            Storage weight,
            double epsilon,
            @Nullable Nd4jStorage workspace) {
        Pass pass = new Pass(x.shape(), x.layout, epsilon, workspace != null, false);
        Plan plan = Plans.get(Plan.class, pass.key("batch norm backward"), () -> backward(pass));
        Packed dx = conversions.empty(x.shape(), x.layout);
        Nd4jStorage dWeight = channels(x);
        Nd4jStorage dBias = channels(x);
        long[] addresses = {
            address(x),
            address(gradient),
            address(dx),
            address(weight),
            address(mean),
            address(variance),
            dWeight.address(),
            dBias.address(),
            workspace == null ? 0 : workspace.address()
        };
        plan.run(plain, workspace == null ? java.util.Arrays.copyOf(addresses, 8) : addresses);
        return new BatchNormGradients(dx, dWeight, dBias);
    }

    private static Plan backward(Pass pass) {
        batch_normalization_forward.primitive_desc hint = pass.forward();
        batch_normalization_backward.primitive_desc d = new batch_normalization_backward.primitive_desc(
                Dnnl.ENGINE,
                prop_kind.backward.value,
                pass.pictures(),
                pass.pictures(),
                pass.pictures(),
                (float) pass.epsilon,
                pass.flags(),
                hint,
                Dnnl.settings(),
                false);
        List<Plan.Argument> arguments = new ArrayList<>(List.of(
                new Plan.Argument(DNNL_ARG_SRC, pass.pictures()),
                new Plan.Argument(DNNL_ARG_DIFF_DST, pass.pictures()),
                new Plan.Argument(DNNL_ARG_DIFF_SRC, pass.pictures()),
                new Plan.Argument(DNNL_ARG_SCALE, pass.channels()),
                new Plan.Argument(DNNL_ARG_MEAN, pass.channels()),
                new Plan.Argument(DNNL_ARG_VARIANCE, pass.channels()),
                new Plan.Argument(DNNL_ARG_DIFF_SCALE, pass.channels()),
                new Plan.Argument(DNNL_ARG_DIFF_SHIFT, pass.channels())));
        if (pass.relu) {
            arguments.add(new Plan.Argument(DNNL_ARG_WORKSPACE, d.workspace_desc()));
        }
        return new Plan(d, arguments.toArray(Plan.Argument[]::new));
    }
}
