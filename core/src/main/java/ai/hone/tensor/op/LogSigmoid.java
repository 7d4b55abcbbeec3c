package ai.hone.tensor.op;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.function.UnaryOperator;

/** log σ(x), as min(x, 0) − log(1 + e^−|x|), finite for any finite x; derivative g·σ(−x). */
public final class LogSigmoid {
    private LogSigmoid() {}

    public static Tensor logSigmoid(Tensor x) {
        Kernels kernels = x.kernels();
        return Autograd.record(
                "logSigmoid",
                Autograd.Reads.INPUTS,
                forward(kernels, Operands.floating("logSigmoid", x).storage()),
                x,
                (g, y) -> g.mul(Operands.constant(
                        "logSigmoidBackward",
                        then(
                                kernels.unary(Kernels.Unary.NEGATE, x.storage()),
                                s -> kernels.unary(Kernels.Unary.SIGMOID, s)))));
    }

    private static Storage forward(Kernels kernels, Storage x) {
        Storage power = then(kernels.unary(Kernels.Unary.ABS, x), s -> kernels.unary(Kernels.Unary.NEGATE, s));
        Storage sum = then(
                then(power, s -> kernels.unary(Kernels.Unary.EXP, s)), s -> kernels.scalar(Kernels.Scalar.ADD, s, 1));
        Storage log = then(sum, s -> kernels.unary(Kernels.Unary.LOG, s));
        Storage lower = kernels.scalar(Kernels.Scalar.MINIMUM, x, 0);
        Storage result = then(log, s -> kernels.binary(Kernels.Binary.SUBTRACT, lower, s));
        lower.release();
        return result;
    }

    /** The function of an array that nothing else needs. */
    private static Storage then(Storage x, UnaryOperator<Storage> function) {
        Storage y = function.apply(x);
        x.release();
        return y;
    }
}
