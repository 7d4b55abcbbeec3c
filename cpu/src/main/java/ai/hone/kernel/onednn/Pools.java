package ai.hone.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.jspecify.annotations.Nullable;

/** Largest and mean values of windows of channels-last pictures; which elements were largest is kept beside the result for the backward pass. */
final class Pools {
    /** Which value of a window; a mean counts padding as zeros. */
    enum Kind {
        MAX(algorithm.pooling_max),
        MEAN(algorithm.pooling_avg_include_padding);

        private final algorithm name;

        Kind(algorithm name) {
            this.name = name;
        }
    }

    private record Pass(Kind kind, Shape x, Layout layout, Geometry geometry) {
        Key key(String kindOfPlan) {
            Geometry g = geometry;
            return new Key(
                    kindOfPlan,
                    Team.forElements(x.size()),
                    kind.ordinal(),
                    x.dim(0),
                    x.dim(1),
                    x.dim(2),
                    x.dim(3),
                    layout.ordinal(),
                    g.kernelHeight(),
                    g.kernelWidth(),
                    g.strideHeight(),
                    g.strideWidth(),
                    g.paddingHeight(),
                    g.paddingWidth());
        }

        Shape y() {
            return Shape.of(x.dim(0), x.dim(1), geometry.outputHeight(x.dim(2)), geometry.outputWidth(x.dim(3)));
        }

        memory.desc input() {
            return layout.describe(x.dims());
        }

        memory.desc output() {
            return layout.describe(y().dims());
        }

        long[] kernel() {
            return new long[] {geometry.kernelHeight(), geometry.kernelWidth()};
        }

        long[] strides() {
            return new long[] {geometry.strideHeight(), geometry.strideWidth()};
        }

        long[] padding() {
            return new long[] {geometry.paddingHeight(), geometry.paddingWidth()};
        }

        pooling_forward.primitive_desc forward() {
            return new pooling_forward.primitive_desc(
                    Dnnl.ENGINE,
                    prop_kind.forward_training.value,
                    kind.name.value,
                    input(),
                    output(),
                    strides(),
                    kernel(),
                    new long[2],
                    padding(),
                    padding(),
                    Dnnl.settings(),
                    false);
        }
    }

    private record Forward(Plan plan, long workspaceBytes) implements AutoCloseable {
        @Override
        public void close() {
            plan.close();
        }
    }

    private final Nd4jKernels plain;
    private final Conversions conversions;

    Pools(Nd4jKernels plain, Conversions conversions) {
        this.plain = plain;
        this.conversions = conversions;
    }

    /** The window that takes a whole picture of x, or null if bins overlap or differ in size. */
    static @Nullable Geometry even(Shape x, int outHeight, int outWidth) {
        if (outHeight < 1 || outWidth < 1 || x.dim(2) % outHeight != 0 || x.dim(3) % outWidth != 0) {
            return null;
        }
        int height = (int) x.dim(2) / outHeight;
        int width = (int) x.dim(3) / outWidth;
        return new Geometry(height, width, height, width, 0, 0, 1, 1, 1);
    }

    Packed forward(Kind kind, Packed x, Geometry geometry) {
        Pass pass = new Pass(kind, x.shape(), x.layout, geometry);
        Forward forward = Plans.get(Forward.class, pass.key("pool"), () -> forward(pass));
        @Nullable
        Nd4jStorage workspace = kind == Kind.MAX ? plain.empty(Shape.of(forward.workspaceBytes), DType.UINT8) : null;
        Packed y = conversions.empty(pass.y(), x.layout, workspace);
        if (workspace == null) {
            forward.plan.run(plain, Conversions.address(x), Conversions.address(y));
        } else {
            forward.plan.run(plain, Conversions.address(x), Conversions.address(y), workspace.address());
        }
        return y;
    }

    private static Forward forward(Pass pass) {
        pooling_forward.primitive_desc d = pass.forward();
        Plan.Argument source = new Plan.Argument(DNNL_ARG_SRC, pass.input());
        Plan.Argument target = new Plan.Argument(DNNL_ARG_DST, pass.output());
        if (pass.kind == Kind.MEAN) {
            return new Forward(new Plan(d, source, target), 0);
        }
        memory.desc workspace = d.workspace_desc();
        return new Forward(
                new Plan(d, source, target, new Plan.Argument(DNNL_ARG_WORKSPACE, workspace)), workspace.get_size());
    }

    /** @param workspace of the forward pass, for MAX */
    Packed backward(Kind kind, Packed gradient, Shape x, Geometry geometry, @Nullable Nd4jStorage workspace) {
        Pass pass = new Pass(kind, x, gradient.layout, geometry);
        Plan plan = Plans.get(Plan.class, pass.key("pool backward"), () -> backward(pass));
        Packed dx = conversions.empty(x, gradient.layout);
        if (workspace == null) {
            plan.run(plain, Conversions.address(gradient), Conversions.address(dx));
        } else {
            plan.run(plain, Conversions.address(gradient), Conversions.address(dx), workspace.address());
        }
        return dx;
    }

    private static Plan backward(Pass pass) {
        pooling_forward.primitive_desc hint = pass.forward();
        pooling_backward.primitive_desc d = new pooling_backward.primitive_desc(
                Dnnl.ENGINE,
                pass.kind.name.value,
                pass.input(),
                pass.output(),
                pass.strides(),
                pass.kernel(),
                new long[2],
                pass.padding(),
                pass.padding(),
                hint,
                Dnnl.settings(),
                false);
        Plan.Argument source = new Plan.Argument(DNNL_ARG_DIFF_DST, pass.output());
        Plan.Argument target = new Plan.Argument(DNNL_ARG_DIFF_SRC, pass.input());
        return pass.kind == Kind.MEAN
                ? new Plan(d, source, target)
                : new Plan(d, source, target, new Plan.Argument(DNNL_ARG_WORKSPACE, hint.workspace_desc()));
    }
}
