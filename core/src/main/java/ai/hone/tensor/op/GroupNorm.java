package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * (x − mean)/√(variance + ε)·weight + bias over groups of channels, item by item (Wu &amp; He 2018; PyTorch's group_norm). With as many groups as
 * channels it is instance norm (Ulyanov et al. 2016). It is a layer norm over rows of one group each; nothing but x is kept for the derivative.
 */
public final class GroupNorm {
    private GroupNorm() {}

    /** x is [N, C, …]; weight and bias are [C], or null for none, both or neither.
     * @return like x
     * @throws ShapeException if x has no channels, or their number is not a multiple of groups, or a group is empty */
    public static Tensor groupNorm(
            Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        long size = groupSize(x, groups, weight);
        Storage y = Operands.compute("groupNorm", () -> {
            Tensor ones = full(x, 1, size);
            Tensor normal = LayerNorm.layerNorm(x.reshape(-1, size), ones, full(x, 0, size), epsilon)
                    .reshape(x.shape().dims());
            return weight == null || bias == null
                    ? normal
                    : normal.mul(perChannel(weight, x)).add(perChannel(bias, x));
        });
        return weight == null || bias == null
                ? Autograd.record(
                        "groupNorm", Autograd.Reads.INPUTS, y, x, (g, out) -> backward(g, x, size, null, epsilon)[0])
                : Autograd.record(
                        "groupNorm",
                        Autograd.Reads.INPUTS,
                        y,
                        List.of(x, weight, bias),
                        (g, out) -> backward(g, x, size, weight, epsilon));
    }

    /** Gradients of x, and where there is a weight, of weight and bias. */
    private static Tensor[] backward(Tensor g, Tensor x, long size, @Nullable Tensor weight, double epsilon) {
        Kernels kernels = x.kernels();
        Tensor ones = full(x, 1, size);
        Tensor rows = x.reshape(-1, size);
        Kernels.LayerNormResult r = kernels.layerNorm(
                rows.storage(), ones.storage(), full(x, 0, size).storage(), epsilon);
        Tensor normal = Operands.constant("groupNormRows", r.y());
        Tensor mean = Operands.constant("groupNormMean", r.mean());
        Tensor variance = Operands.constant("groupNormVariance", r.variance());
        Tensor inner = (weight == null ? g : g.mul(perChannel(weight, x))).reshape(-1, size);
        Kernels.LayerNormGradients d = kernels.layerNormBackward(
                inner.storage(), rows.storage(), mean.storage(), variance.storage(), ones.storage(), epsilon);
        Operands.constant("groupNormOnes", d.weight());
        Operands.constant("groupNormZeros", d.bias());
        Tensor dx =
                Operands.constant("groupNormBackward", d.x()).reshape(x.shape().dims());
        return weight == null
                ? new Tensor[] {dx}
                : new Tensor[] {dx, sum(g.mul(normal.reshape(x.shape().dims())), weight), sum(g, weight)};
    }

    private static Tensor sum(Tensor g, Tensor weight) {
        return Operands.sumTo(g, perChannel(weight, g).shape())
                .reshape(weight.shape().dims());
    }

    private static Tensor full(Tensor x, double value, long size) {
        return Operands.constant("full", x.kernels().full(Shape.of(size), x.dtype(), value));
    }

    /** [C] as [1, C, 1, …]. */
    private static Tensor perChannel(Tensor t, Tensor x) {
        long[] dims = new long[x.shape().rank()];
        java.util.Arrays.fill(dims, 1);
        dims[1] = t.shape().size();
        return t.reshape(dims);
    }

    private static long groupSize(Tensor x, int groups, @Nullable Tensor weight) {
        Shape s = Operands.floating("groupNorm", x).shape();
        if (s.rank() < 2
                || groups < 1
                || s.dim(1) % groups != 0
                || (weight != null && s.dim(1) != weight.shape().size())) {
            throw new ShapeException("groupNorm: expected input [N, C, …] with "
                    + (weight == null
                            ? "a multiple of " + groups
                            : weight.shape().size()) + " channels but received "
                    + s + ". The layer's channels must equal the channels of its input.");
        }
        long size = s.dim(1) / groups;
        for (int i = 2; i < s.rank(); i++) {
            size *= s.dim(i);
        }
        if (size == 0) {
            throw new ShapeException("groupNorm: expected at least one element per group but received " + s + ".");
        }
        return size;
    }
}
