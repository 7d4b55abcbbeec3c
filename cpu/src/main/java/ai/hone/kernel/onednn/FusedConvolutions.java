package ai.hone.kernel.onednn;

import ai.hone.kernel.nd4j.Nd4jKernels;
import ai.hone.kernel.nd4j.Nd4jStorage;
import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions whose batch norm is folded into weights and bias, w' = w·s and b' = (b − mean)·s + shift with s = weight/√(variance + ε) for each
 * channel, and that add and clip before they write. Folded weights are kept beside the weights until these, or the statistics, change.
 */
final class FusedConvolutions {
    private final Nd4jKernels plain;
    private final Conversions conversions;
    private final Convolutions convolutions;
    private final BatchNormalization norms;
    private final Pointwise pointwise;

    FusedConvolutions(
            Nd4jKernels plain,
            Conversions conversions,
            Convolutions convolutions,
            BatchNormalization norms,
            Pointwise pointwise) {
        this.plain = plain;
        this.conversions = conversions;
        this.convolutions = convolutions;
        this.norms = norms;
        this.pointwise = pointwise;
    }

    Packed run(LazyConvolution c, boolean relu) {
        ConvolutionShape s = new ConvolutionShape(
                c.x().shape(),
                c.weight().own().shape(),
                c.geometry(),
                c.x().layout.bfloat16());
        var finish = new Convolutions.Finish(c.bias() != null || c.norm() != null, c.addend() != null, relu);
        WeightedPlan plan = Convolutions.forwardPlan(s, finish);
        return plan == null ? stepByStep(c, relu) : fused(c, s, plan, finish);
    }

    private Packed fused(LazyConvolution c, ConvolutionShape s, WeightedPlan plan, Convolutions.Finish finish) {
        long[] addresses = new long[3 + (finish.bias() ? 1 : 0) + (finish.add() ? 1 : 0)];
        Packed y = conversions.empty(s.y(), c.x().layout);
        addresses[0] = Conversions.address(c.x());
        addresses[2] = Conversions.address(y);
        if (c.norm() == null) {
            addresses[1] = convolutions.weights(plan, s, c.weight().storage());
            if (c.bias() != null) {
                addresses[3] = Conversions.address(c.bias().storage());
            }
        } else {
            Nd4jStorage[] folded = folded(c, s, plan, c.norm());
            addresses[1] = folded[0].address();
            addresses[3] = folded[1].address();
        }
        if (c.addend() != null) {
            addresses[addresses.length - 1] = Conversions.address(c.addend());
        }
        plan.plan.run(plain, addresses);
        return y;
    }

    private Nd4jStorage[] folded(LazyConvolution c, ConvolutionShape s, WeightedPlan plan, LazyConvolution.Norm norm) {
        long out = s.weight().dim(0);
        return Convolutions.copies(Conversions.memory(c.weight().storage()))
                .get(
                        List.of("folded", plan.layoutKey),
                        c.stamp(),
                        () -> new Nd4jStorage[] {convolutions.room(plan), plain.empty(Shape.of(out), DType.FLOAT32)},
                        to -> fold(c, s, plan, norm, to));
    }

    private void fold(
            LazyConvolution c, ConvolutionShape s, WeightedPlan plan, LazyConvolution.Norm norm, Nd4jStorage... to) {
        float[] weights = floats(c.weight());
        float[] mean = floats(norm.mean());
        float[] variance = floats(norm.variance());
        float[] scale = floats(norm.weight());
        float[] shift = floats(norm.bias());
        float[] bias = c.bias() == null ? new float[shift.length] : floats(c.bias());
        int each = weights.length / scale.length;
        for (int o = 0; o < scale.length; o++) {
            double factor = scale[o] / Math.sqrt(variance[o] + norm.epsilon());
            bias[o] = (float) ((bias[o] - mean[o]) * factor + shift[o]);
            for (int i = o * each; i < (o + 1) * each; i++) {
                weights[i] = (float) (weights[i] * factor);
            }
        }
        Storage scaled = plain.of(weights, s.weight(), DType.FLOAT32);
        Storage shifted = plain.of(bias, Shape.of(bias.length), DType.FLOAT32);
        plan.from(Layout.PLAIN, s).run(plain, Conversions.address(scaled), to[0].address());
        plain.assign(to[1], shifted);
        scaled.release();
        shifted.release();
    }

    private float[] floats(LazyConvolution.Parameter p) {
        try (Use use = new Use(conversions)) {
            return plain.toFloats(use.plain(p.storage()));
        }
    }

    /** Where oneDNN cannot do all in one pass. */
    private Packed stepByStep(LazyConvolution c, boolean relu) {
        List<Packed> steps = new ArrayList<>();
        @Nullable Storage bias = c.bias() == null ? null : c.bias().storage();
        steps.add(Objects.requireNonNull(
                convolutions.forward(c.x(), c.weight().storage(), bias, c.geometry()), "checked when it was put off"));
        LazyConvolution.Norm norm = c.norm();
        if (norm != null) {
            steps.add(norms.inference(
                    last(steps),
                    norm.mean().storage(),
                    norm.variance().storage(),
                    norm.weight().storage(),
                    norm.bias().storage(),
                    norm.epsilon(),
                    relu && c.addend() == null));
        }
        if (c.addend() != null) {
            steps.add(pointwise.binary(algorithm.binary_add, last(steps), c.addend(), relu));
        } else if (relu && norm == null) {
            steps.add(pointwise.relu(last(steps)));
        }
        steps.subList(0, steps.size() - 1).forEach(Packed::release);
        return last(steps);
    }

    private static Packed last(List<Packed> steps) {
        return steps.get(steps.size() - 1);
    }
}
