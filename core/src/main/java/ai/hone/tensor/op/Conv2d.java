package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two-dimensional cross-correlation of x [N, C, H, W] with weights [out, C/groups, kH, kW], as PyTorch's conv2d. */
public final class Conv2d {
    private Conv2d() {}

    /** @param bias [out], or null for none
     *  @return [N, out, H', W'] with sides as in {@link Geometry} */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, Geometry geometry) {
        check(x, weight, geometry);
        boolean needX = x.requiresGradient();
        boolean needWeight = weight.requiresGradient();
        Kernels kernels = x.kernels();
        Storage y = kernels.conv2d(x.storage(), weight.storage(), bias == null ? null : bias.storage(), geometry);
        return Autograd.record(
                "conv2d",
                Autograd.Reads.INPUTS,
                y,
                bias == null ? List.of(x, weight) : List.of(x, weight, bias),
                (g, r) -> new @Nullable Tensor[] {
                    needX
                            ? Operands.constant(
                                    "conv2dBackwardInput",
                                    kernels.conv2dBackwardInput(g.storage(), weight.storage(), x.shape(), geometry))
                            : null,
                    needWeight
                            ? Operands.into(
                                    "conv2dBackwardWeight",
                                    weight,
                                    place -> kernels.conv2dBackwardWeightInto(
                                            g.storage(), x.storage(), weight.shape(), geometry, place))
                            : null,
                    bias != null && bias.requiresGradient() ? g.sum(0, 2, 3) : null
                });
    }

    private static void check(Tensor x, Tensor weight, Geometry geometry) {
        Operands.same("conv2d", x, weight);
        Operands.picture("conv2d", x, geometry);
        long channels = weight.shape().dim(1) * geometry.groups();
        if (x.shape().dim(1) != channels) {
            throw new ShapeException("conv2d: expected input [N, " + channels + ", H, W] for weights " + weight.shape()
                    + " in " + geometry.groups() + " group(s) but received " + x.shape()
                    + ". The layer's in-channels must equal the channels of its input.");
        }
    }
}
