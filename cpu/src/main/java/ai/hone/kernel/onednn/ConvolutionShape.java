package ai.hone.kernel.onednn;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import org.bytedeco.dnnl.memory;

/** The sizes of one convolution, as oneDNN wants to hear them: pictures [N, C, H, W], weights [out, in, kH, kW], with groups in front if there are several. */
record ConvolutionShape(Shape x, Shape weight, Geometry geometry, boolean bfloat16) {
    private Layout layout() {
        return bfloat16 ? Layout.CHANNELS_LAST_BFLOAT16 : Layout.CHANNELS_LAST;
    }

    Shape y() {
        return Shape.of(x.dim(0), weight.dim(0), geometry.outputHeight(x.dim(2)), geometry.outputWidth(x.dim(3)));
    }

    memory.desc input() {
        return layout().describe(x.dims());
    }

    memory.desc output() {
        return layout().describe(y().dims());
    }

    memory.data_type type() {
        return layout().type();
    }

    long[] weightDims() {
        long[] w = weight.dims();
        int groups = geometry.groups();
        return groups == 1 ? w : new long[] {groups, w[0] / groups, w[1], w[2], w[3]};
    }

    /** How weights in a layout of ours lie, or null if the groups cut through its tiles. */
    memory.desc weights(Layout layout) {
        return layout.describe(weightDims());
    }

    /** Whether the tiles of such weights fall within groups. */
    boolean tiled() {
        return Layout.tiles(weight) && weight.dim(0) / geometry.groups() % 16 == 0;
    }

    long[] strides() {
        return new long[] {geometry.strideHeight(), geometry.strideWidth()};
    }

    /** oneDNN counts the gaps between taps, 0 for neighbours. */
    long[] gaps() {
        return new long[] {geometry.dilationHeight() - 1, geometry.dilationWidth() - 1};
    }

    long[] padding() {
        return new long[] {geometry.paddingHeight(), geometry.paddingWidth()};
    }

    double multiplications() {
        return (double) y().size() * weight.dim(1) * weight.dim(2) * weight.dim(3);
    }

    Key key(String kind, int threads, long variant) {
        Geometry g = geometry;
        return new Key(
                kind,
                threads,
                x.dim(0),
                x.dim(1),
                x.dim(2),
                x.dim(3),
                weight.dim(0),
                weight.dim(2),
                weight.dim(3),
                g.strideHeight(),
                g.strideWidth(),
                g.paddingHeight(),
                g.paddingWidth(),
                g.dilationHeight(),
                g.dilationWidth(),
                g.groups(),
                bfloat16 ? 1 : 0,
                variant);
    }
}
