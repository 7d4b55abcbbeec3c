package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Transposed convolution of x [N, in, H, W] with weights [in, out/groups, kH, kW], as PyTorch's conv_transpose2d: the derivative of a convolution
 * from [N, out, H', W'] to x, and a convolution its derivative.
 */
public final class ConvTranspose2d {
    private ConvTranspose2d() {}

    /** @param bias [out], or null for none
     *  @param geometry of the convolution from the result to x
     *  @param moreHeight rows added at the bottom, 0 … stride-1: a convolution with a stride gives several heights the same result
     *  @param moreWidth columns added at the right
     *  @return [N, out, H', W'] with H' = (H − 1)·stride − 2·padding + dilation·(kH − 1) + moreHeight + 1
     *  @throws ShapeException if the input has other channels than the weights, or the result would be empty */
    public static Tensor convTranspose2d(
            Tensor x, Tensor weight, @Nullable Tensor bias, Geometry geometry, int moreHeight, int moreWidth) {
        Shape result = resultShape(x, weight, geometry, moreHeight, moreWidth);
        boolean needX = x.requiresGradient();
        boolean needWeight = weight.requiresGradient();
        Kernels kernels = x.kernels();
        Storage y = Operands.compute("convTranspose2d", () -> {
            Storage sums = kernels.conv2dBackwardInput(x.storage(), weight.storage(), result, geometry);
            Tensor plain = Operands.constant("convTranspose2d", sums);
            return bias == null ? plain : plain.add(bias.reshape(1, -1, 1, 1));
        });
        return Autograd.record(
                "convTranspose2d",
                Autograd.Reads.INPUTS,
                y,
                bias == null ? List.of(x, weight) : List.of(x, weight, bias),
                (g, r) -> new @Nullable Tensor[] {
                    needX
                            ? Operands.constant(
                                    "convTranspose2dBackwardInput",
                                    kernels.conv2d(g.storage(), weight.storage(), null, geometry))
                            : null,
                    needWeight
                            ? Operands.into(
                                    "convTranspose2dBackwardWeight",
                                    weight,
                                    place -> kernels.conv2dBackwardWeightInto(
                                            x.storage(), g.storage(), weight.shape(), geometry, place))
                            : null,
                    bias != null && bias.requiresGradient() ? g.sum(0, 2, 3) : null
                });
    }

    private static Shape resultShape(Tensor x, Tensor weight, Geometry g, int moreHeight, int moreWidth) {
        Operands.same("convTranspose2d", x, weight);
        Shape s = x.shape();
        long in = weight.shape().dim(0);
        if (s.rank() != 4 || s.dim(1) != in) {
            throw new ShapeException("convTranspose2d: expected input [N, " + in + ", H, W] for weights "
                    + weight.shape() + " but received " + s
                    + ". The layer's in-channels must equal the channels of its input.");
        }
        long height = side(s.dim(2), g.kernelHeight(), g.strideHeight(), g.paddingHeight(), g.dilationHeight());
        long width = side(s.dim(3), g.kernelWidth(), g.strideWidth(), g.paddingWidth(), g.dilationWidth());
        if (height + moreHeight < 1 || width + moreWidth < 1) {
            throw new ShapeException("convTranspose2d: expected an input whose result has a row and a column at least"
                    + " but received " + s + ", which gives " + (height + moreHeight) + "×" + (width + moreWidth)
                    + ". Padding takes rows and columns off the result; use less of it.");
        }
        return Shape.of(s.dim(0), weight.shape().dim(1) * g.groups(), height + moreHeight, width + moreWidth);
    }

    private static long side(long side, int kernel, int stride, int padding, int dilation) {
        return (side - 1) * stride - 2L * padding + (long) dilation * (kernel - 1) + 1;
    }
}
