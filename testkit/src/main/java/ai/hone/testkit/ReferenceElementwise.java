package ai.hone.testkit;

import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Scalar;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Shape;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The element-wise functions, one line each. */
final class ReferenceElementwise {
    private ReferenceElementwise() {}

    static DoubleUnaryOperator unary(Unary function) {
        return switch (function) {
            case NEGATE -> v -> -v;
            case ABS -> Math::abs;
            case EXP -> Math::exp;
            case LOG -> Math::log;
            case SQRT -> Math::sqrt;
            case RECIPROCAL -> v -> 1 / v;
            case RELU -> v -> Math.max(v, 0);
            case SIGMOID -> v -> 1 / (1 + Math.exp(-v));
            case TANH -> Math::tanh;
            case SIGN -> Math::signum;
            case ERF -> ReferenceElementwise::erf;
            case SOFTPLUS -> v -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
        };
    }

    /** Up to 2 by the Taylor series, then 1 − e^−x²/√π·1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))). */
    private static double erf(double x) {
        double v = Math.abs(x);
        if (v < 2) {
            double sum = 0;
            double power = x;
            for (int n = 0; n < 60; n++) {
                sum += power / (2 * n + 1);
                power *= -x * x / (n + 1);
            }
            return 2 / Math.sqrt(Math.PI) * sum;
        }
        double fraction = v;
        for (int n = 200; n > 0; n--) {
            fraction = v + n / 2.0 / fraction;
        }
        return Math.signum(x) * (1 - Math.exp(-v * v) / Math.sqrt(Math.PI) / fraction);
    }

    static DoubleUnaryOperator scalar(Scalar function, double s) {
        return switch (function) {
            case ADD -> v -> v + s;
            case MULTIPLY -> v -> v * s;
            case POWER -> v -> Math.pow(v, s);
            case MAXIMUM -> v -> Math.max(v, s);
            case MINIMUM -> v -> Math.min(v, s);
            case GREATER -> v -> v > s ? 1 : 0;
        };
    }

    private static DoubleBinaryOperator operator(Binary function) {
        return switch (function) {
            case ADD -> Double::sum;
            case SUBTRACT -> (a, b) -> a - b;
            case MULTIPLY -> (a, b) -> a * b;
            case DIVIDE -> (a, b) -> a / b;
            case MAXIMUM -> Math::max;
            case MINIMUM -> Math::min;
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
            case GREATER -> (a, b) -> a > b ? 1 : 0;
            case RELU_BACKWARD -> (g, y) -> y > 0 ? g : 0;
            case SIGMOID_BACKWARD -> (g, y) -> g * y * (1 - y);
            case TANH_BACKWARD -> (g, y) -> g * (1 - y * y);
        };
    }

    static double[] binary(Binary function, double[] a, Shape aShape, double[] b, Shape bShape, Shape shape) {
        DoubleBinaryOperator operator = operator(function);
        double[] out = new double[Math.toIntExact(shape.size())];
        Odometer.visit(shape, (flat, position) -> {
            double left = a[Odometer.broadcast(aShape, position)];
            double right = b[Odometer.broadcast(bShape, position)];
            out[flat] = operator.applyAsDouble(left, right);
        });
        return out;
    }
}
