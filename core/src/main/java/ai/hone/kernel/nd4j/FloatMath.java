package ai.hone.kernel.nd4j;

import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Scalar;
import ai.hone.tensor.Kernels.Unary;

/** Loops over heap arrays, one method each, so that the compiler vectorises each by itself. */
final class FloatMath {
    private static final int ONE = Float.floatToRawIntBits(1);
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private FloatMath() {}

    static void unary(Unary function, float[] x, float[] y, int n) {
        switch (function) {
            case NEGATE -> negate(x, y, n);
            case ABS -> abs(x, y, n);
            case EXP -> exp(x, y, n);
            case LOG -> log(x, y, n);
            case SQRT -> sqrt(x, y, n);
            case RECIPROCAL -> reciprocal(x, y, n);
            case RELU -> maximum(x, 0, y, n);
            case SIGMOID -> sigmoid(x, y, n);
            case TANH -> tanh(x, y, n);
            case SIGN -> sign(x, y, n);
            case ERF -> erf(x, y, n);
            case SOFTPLUS -> softplus(x, y, n);
        }
    }

    static void scalar(Scalar function, float[] x, double s, float[] y, int n) {
        switch (function) {
            case ADD -> add(x, (float) s, y, n);
            case MULTIPLY -> multiply(x, (float) s, y, n);
            case POWER -> power(x, s, y, n);
            case MAXIMUM -> maximum(x, (float) s, y, n);
            case MINIMUM -> minimum(x, (float) s, y, n);
            case GREATER -> greater(x, (float) s, y, n);
        }
    }

    static void binary(Binary function, float[] a, float[] b, float[] y, int n) {
        switch (function) {
            case ADD -> add(a, b, y, n);
            case SUBTRACT -> subtract(a, b, y, n);
            case MULTIPLY -> multiply(a, b, y, n);
            case DIVIDE -> divide(a, b, y, n);
            case MAXIMUM -> maximum(a, b, y, n);
            case MINIMUM -> minimum(a, b, y, n);
            case EQUAL -> equal(a, b, y, n);
            case GREATER -> greater(a, b, y, n);
            case RELU_BACKWARD -> reluBackward(a, b, y, n);
            case SIGMOID_BACKWARD -> sigmoidBackward(a, b, y, n);
            case TANH_BACKWARD -> tanhBackward(a, b, y, n);
        }
    }

    private static void negate(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -x[i];
        }
    }

    private static void abs(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    /** Negated twice: straight from memory, the conversion to double waits for the previous one, and the loop takes three times as long. */
    private static void exp(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.exp(-(-x[i]));
        }
    }

    private static void log(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.log(-(-x[i]));
        }
    }

    private static void sqrt(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.sqrt(x[i]);
        }
    }

    private static void reciprocal(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = 1 / x[i];
        }
    }

    private static void sigmoid(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) (1 / (1 + Math.exp(-x[i])));
        }
    }

    /** By one exponential, five times as fast as Math.tanh; below 1e-4, where that would cancel, tanh x is x to 3e-9. */
    private static void tanh(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            double size = Math.abs(x[i]);
            double e = Math.exp(-2 * size);
            y[i] = (float) Math.copySign(size < 1e-4 ? size : (1 - e) / (1 + e), x[i]);
        }
    }

    private static void sign(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.signum(x[i]);
        }
    }

    /** The rational function of XLA's and Eigen's float erf: within 5e-7, and 1 beyond 4. */
    private static void erf(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.max(-4, Math.min(4, x[i]));
            float z = v * v;
            float p = -2.72614225801306e-10f;
            p = p * z + 2.77068142495902e-08f;
            p = p * z - 2.10102402082508e-06f;
            p = p * z - 5.69250639462346e-05f;
            p = p * z - 7.34990630326855e-04f;
            p = p * z - 2.95459980854025e-03f;
            p = p * z - 1.60960333262415e-02f;
            float q = -1.45660718464996e-05f;
            q = q * z - 2.13374055278905e-04f;
            q = q * z - 1.68282697438203e-03f;
            q = q * z - 7.37332916720468e-03f;
            q = q * z - 1.42647390514189e-02f;
            y[i] = v * p / q;
        }
    }

    private static void softplus(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(x[i], 0) + (float) Math.log1p(Math.exp(-Math.abs(x[i])));
        }
    }

    private static void add(float[] x, float s, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] + s;
        }
    }

    private static void multiply(float[] x, float s, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] * s;
        }
    }

    private static void power(float[] x, double s, float[] y, int n) {
        if (s == 2) {
            multiply(x, x, y, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.pow(x[i], s);
        }
    }

    private static void maximum(float[] x, float s, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(x[i], s);
        }
    }

    private static void minimum(float[] x, float s, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(x[i], s);
        }
    }

    private static void greater(float[] x, float s, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = oneIfPositive(x[i] - s);
        }
    }

    /** 1 or 0 from the bits, without a branch; NaN counts as 0. */
    private static float oneIfPositive(float d) {
        int bits = Float.floatToRawIntBits(d);
        int positive = -bits >> 31 & ~(bits >> 31) & bits - (INFINITY + 1) >> 31;
        return Float.intBitsToFloat(positive & ONE);
    }

    private static void add(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void subtract(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void multiply(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void divide(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] / b[i];
        }
    }

    private static void maximum(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    private static void minimum(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    private static void equal(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] == b[i] ? 1 : 0;
        }
    }

    private static void greater(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = oneIfPositive(a[i] - b[i]);
        }
    }

    /** On the bits, without a branch that random signs would mispredict: y is above 0 where its bits, as a whole number, are. */
    static void reluBackward(int[] g, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            g[i] &= -y[i] >> 31 & ~(y[i] >> 31);
        }
    }

    static void reluBackward(float[] g, float[] y, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(y[i]);
            x[i] = Float.intBitsToFloat(Float.floatToRawIntBits(g[i]) & -bits >> 31 & ~(bits >> 31));
        }
    }

    private static void sigmoidBackward(float[] g, float[] y, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = g[i] * y[i] * (1 - y[i]);
        }
    }

    private static void tanhBackward(float[] g, float[] y, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = g[i] * (1 - y[i] * y[i]);
        }
    }
}
