package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.NativeOp.Operand;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, forward by ND4J's conv2d and towards the input by its deconv2d, which are the two that reach oneDNN's speed. Its conv2d_bp
 * always computes both gradients and copies each into another layout and back, so the weight gradient, and every dilated window (for which
 * ND4J's oneDNN path throws), goes through {@link UnfoldedConvolution}. ND4J knows no groups: each goes by itself.
 * FLOAT64 takes ND4J's generic code.
 */
final class Convolution {
    /** With fewer input channels deconv2d falls to a slow path. */
    private static final int FEW_CHANNELS = 8;

    private final Nd4jKernels kernels;
    private final NativeOp ops;
    private final UnfoldedConvolution unfolded;

    Convolution(Nd4jKernels kernels, NativeOp ops) {
        this.kernels = kernels;
        this.ops = ops;
        unfolded = new UnfoldedConvolution(kernels, ops);
    }

    Nd4jStorage forward(Nd4jStorage x, Nd4jStorage weight, @Nullable Nd4jStorage bias, Geometry g) {
        Shape in = x.shape();
        Nd4jStorage y = kernels.empty(
                Shape.of(in.dim(0), weight.shape().dim(0), g.outputHeight(in.dim(2)), g.outputWidth(in.dim(3))),
                x.dtype());
        if (y.size == 0) {
            return y;
        }
        if (x.size == 0) {
            Updates.fill(y, 0);
            return y;
        }
        if (g.groups() == 1) {
            forwardOneGroup(x, weight, bias, y, g);
            return y;
        }
        for (int group = 0; group < g.groups(); group++) {
            Nd4jStorage part = channels(x, group, g.groups());
            Nd4jStorage filter = rows(weight, group, g.groups());
            Nd4jStorage offset = bias == null ? null : rows(bias, group, g.groups());
            Nd4jStorage result = kernels.empty(y.shape().with(1, y.shape().dim(1) / g.groups()), y.dtype());
            forwardOneGroup(part, filter, offset, result, g);
            putChannels(result, y, group);
            release(part, filter, offset, result);
        }
        return y;
    }

    Nd4jStorage backwardInput(Nd4jStorage gradient, Nd4jStorage weight, Shape inputShape, Geometry g) {
        Nd4jStorage dx = kernels.empty(inputShape, gradient.dtype());
        if (dx.size == 0) {
            return dx;
        }
        if (gradient.size == 0 || weight.size == 0) {
            Updates.fill(dx, 0);
            return dx;
        }
        if (g.groups() == 1) {
            backwardInputOneGroup(gradient, weight, dx, g);
            return dx;
        }
        for (int group = 0; group < g.groups(); group++) {
            Nd4jStorage part = channels(gradient, group, g.groups());
            Nd4jStorage filter = rows(weight, group, g.groups());
            Nd4jStorage result = kernels.empty(inputShape.with(1, inputShape.dim(1) / g.groups()), dx.dtype());
            backwardInputOneGroup(part, filter, result, g);
            putChannels(result, dx, group);
            release(part, filter, result);
        }
        return dx;
    }

    Nd4jStorage backwardWeight(Nd4jStorage gradient, Nd4jStorage x, Shape weightShape, Geometry g) {
        Nd4jStorage dw = kernels.empty(weightShape, gradient.dtype());
        if (dw.size == 0) {
            return dw;
        }
        if (gradient.size == 0 || x.size == 0) {
            Updates.fill(dw, 0);
            return dw;
        }
        if (g.groups() == 1) {
            backwardWeightOneGroup(gradient, x, dw, g);
            return dw;
        }
        for (int group = 0; group < g.groups(); group++) {
            Nd4jStorage part = channels(gradient, group, g.groups());
            Nd4jStorage input = channels(x, group, g.groups());
            Nd4jStorage result = rows(dw, group, g.groups());
            backwardWeightOneGroup(part, input, result, g);
            release(part, input, result);
        }
        return dw;
    }

    private void forwardOneGroup(
            Nd4jStorage x, Nd4jStorage weight, @Nullable Nd4jStorage bias, Nd4jStorage y, Geometry g) {
        if (x.isFloat() && dilated(g)) {
            unfolded.forward(x, weight, bias, y, g);
        } else if (bias == null) {
            call("conv2d", g, Operand.of(y), x, weight);
        } else {
            call("conv2d", g, Operand.of(y), x, weight, bias);
        }
    }

    private void backwardInputOneGroup(Nd4jStorage gradient, Nd4jStorage weight, Nd4jStorage dx, Geometry g) {
        if (!dx.isFloat()) {
            Nd4jStorage x = kernels.full(dx.shape(), dx.dtype(), 0);
            Nd4jStorage dw = kernels.empty(weight.shape(), dx.dtype());
            both(x, weight, gradient, dx, dw, g);
            release(x, dw);
        } else if (dilated(g) || dx.shape().dim(1) < FEW_CHANNELS) {
            unfolded.backwardInput(gradient, weight, dx, g);
        } else {
            call("deconv2d", g, Operand.of(dx), gradient, weight);
        }
    }

    private void backwardWeightOneGroup(Nd4jStorage gradient, Nd4jStorage x, Nd4jStorage dw, Geometry g) {
        if (dw.isFloat()) {
            unfolded.backwardWeight(gradient, x, dw, g);
            return;
        }
        Nd4jStorage weight = kernels.full(dw.shape(), dw.dtype(), 0);
        Nd4jStorage dx = kernels.empty(x.shape(), dw.dtype());
        both(x, weight, gradient, dx, dw, g);
        release(weight, dx);
    }

    /** conv2d_bp has no way to leave out one of its two results; the caller gives zeros for what that one needs. */
    private void both(
            Nd4jStorage x, Nd4jStorage weight, Nd4jStorage gradient, Nd4jStorage dx, Nd4jStorage dw, Geometry g) {
        ops.run(
                "conv2d_bp",
                false,
                arguments(g),
                new Operand[] {Operand.of(x), Operand.of(weight), Operand.of(gradient)},
                new Operand[] {Operand.of(dx), Operand.of(dw)});
    }

    private static boolean dilated(Geometry g) {
        return g.dilationHeight() > 1 || g.dilationWidth() > 1;
    }

    private void call(String name, Geometry g, Operand output, Nd4jStorage... inputs) {
        Operand[] operands = new Operand[inputs.length];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = Operand.of(inputs[i]);
        }
        ops.run(name, !dilated(g), arguments(g), operands, new Operand[] {output});
    }

    /** Window, explicit padding (0), NCHW (0), weights [out, in, kH, kW] (1). */
    private static long[] arguments(Geometry g) {
        return new long[] {
            g.kernelHeight(),
            g.kernelWidth(),
            g.strideHeight(),
            g.strideWidth(),
            g.paddingHeight(),
            g.paddingWidth(),
            g.dilationHeight(),
            g.dilationWidth(),
            0,
            0,
            1
        };
    }

    /** A copy of one group's channels. */
    private Nd4jStorage channels(Nd4jStorage x, int group, int groups) {
        long count = x.shape().dim(1) / groups;
        long[] size = x.shape().with(1, count).dims();
        return kernels.slice(x, new long[] {0, group * count, 0, 0}, size);
    }

    private static void putChannels(Nd4jStorage part, Nd4jStorage whole, int group) {
        int[] strides = Strided.rowMajor(whole.shape());
        int at = group * (int) part.shape().dim(1) * strides[1];
        Strided.copy(part, 0, Strided.rowMajor(part.shape()), whole, at, strides, Strided.dims(part.shape()));
    }

    /** A view of one group's rows along axis 0. */
    private static Nd4jStorage rows(Nd4jStorage x, int group, int groups) {
        return x.view(group * (x.size / groups), x.shape().with(0, x.shape().dim(0) / groups));
    }

    private static void release(@Nullable Nd4jStorage... arrays) {
        for (Nd4jStorage array : arrays) {
            if (array != null) {
                array.release();
            }
        }
    }
}
