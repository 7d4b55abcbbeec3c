package ai.hone.kernel.nd4j;

import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Scalar;
import ai.hone.tensor.Kernels.Unary;

/** One element at a time in float64: for gradient checks and whole numbers, where speed matters less. */
final class DoubleMath {
    private DoubleMath() {}

    static double unary(Unary function, double x) {
        return switch (function) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case RELU -> Math.max(x, 0);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case SIGN -> Math.signum(x);
            case ERF -> erf(x);
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        };
    }

    /** 2/√π·e^−x²·Σ 2ⁿ·x²ⁿ⁺¹/(2n + 1)‼, whose terms all have the sign of x; from 6 on it is 1 to the last bit. */
    private static double erf(double x) {
        if (Math.abs(x) >= 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    static double scalar(Scalar function, double x, double s) {
        return switch (function) {
            case ADD -> x + s;
            case MULTIPLY -> x * s;
            case POWER -> Math.pow(x, s);
            case MAXIMUM -> Math.max(x, s);
            case MINIMUM -> Math.min(x, s);
            case GREATER -> x > s ? 1 : 0;
        };
    }

    static double binary(Binary function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case RELU_BACKWARD -> b > 0 ? a : 0;
            case SIGMOID_BACKWARD -> a * b * (1 - b);
            case TANH_BACKWARD -> a * (1 - b * b);
        };
    }
}
