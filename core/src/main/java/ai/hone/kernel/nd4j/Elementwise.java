package ai.hone.kernel.nd4j;

import ai.hone.tensor.DropoutMask;
import ai.hone.tensor.Kernels.Binary;
import ai.hone.tensor.Kernels.Scalar;
import ai.hone.tensor.Kernels.Unary;
import ai.hone.tensor.Shape;

/** Element-wise functions: FLOAT32 in loops that vectorise, every other type through float64. */
final class Elementwise {
    /** As many as the first cache level holds of three arrays, and of the native memory that they are copied from and to. */
    private static final int PIECE = Parallel.CHUNK / 2;

    private Elementwise() {}

    private static void pieces(int count, Parallel.Body body) {
        Parallel.run(count, 16 * Parallel.CHUNK, (from, to, scratch) -> {
            for (int at = from; at < to; at += PIECE) {
                body.run(at, Math.min(to, at + PIECE), scratch);
            }
        });
    }

    static void unary(Unary function, Nd4jStorage x, Nd4jStorage y) {
        if (x.isFloat()) {
            pieces(x.size, (from, to, s) -> {
                int n = to - from;
                x.read(from, s.a, 0, n);
                FloatMath.unary(function, s.a, s.b, n);
                y.write(from, s.b, 0, n);
            });
        } else {
            pieces(x.size, (from, to, s) -> {
                int n = to - from;
                x.read(from, s.x, 0, n);
                for (int i = 0; i < n; i++) {
                    s.x[i] = DoubleMath.unary(function, s.x[i]);
                }
                y.write(from, s.x, 0, n);
            });
        }
    }

    static void scalar(Scalar function, Nd4jStorage x, double value, Nd4jStorage y) {
        if (x.isFloat()) {
            pieces(x.size, (from, to, s) -> {
                int n = to - from;
                x.read(from, s.a, 0, n);
                FloatMath.scalar(function, s.a, value, s.b, n);
                y.write(from, s.b, 0, n);
            });
        } else {
            pieces(x.size, (from, to, s) -> {
                int n = to - from;
                x.read(from, s.x, 0, n);
                for (int i = 0; i < n; i++) {
                    s.x[i] = DoubleMath.scalar(function, s.x[i], value);
                }
                y.write(from, s.x, 0, n);
            });
        }
    }

    static void binary(Binary function, Nd4jStorage a, Nd4jStorage b, Nd4jStorage y) {
        Shape shape = y.shape();
        Expander left = new Expander(a, shape);
        Expander right = new Expander(b, shape);
        if (function == Binary.RELU_BACKWARD && a.isFloat() && a.shape().equals(b.shape())) {
            reluBackward(a, b, y);
        } else if (a.isFloat()) {
            pieces(y.size, (from, to, s) -> {
                int n = to - from;
                left.read(from, s.a, n);
                right.read(from, s.b, n);
                FloatMath.binary(function, s.a, s.b, s.c, n);
                y.write(from, s.c, 0, n);
            });
        } else {
            pieces(y.size, (from, to, s) -> {
                int n = to - from;
                left.read(from, s.x, n);
                right.read(from, s.y, n);
                for (int i = 0; i < n; i++) {
                    s.x[i] = DoubleMath.binary(function, s.x[i], s.y[i]);
                }
                y.write(from, s.x, 0, n);
            });
        }
    }

    /** The mask goes to y first, as bits, and comes back as floats: there is no quicker way that vectorises. */
    static void dropout(Nd4jStorage x, double p, long seed, Nd4jStorage y) {
        pieces(x.size, (from, to, s) -> {
            int n = to - from;
            DropoutMask.bits(seed, p, from, s.i, n);
            if (x.isFloat()) {
                y.block.ints.put(y.offset + from, s.i, 0, n);
                y.read(from, s.b, 0, n);
                x.read(from, s.a, 0, n);
                FloatMath.binary(Binary.MULTIPLY, s.a, s.b, s.c, n);
                y.write(from, s.c, 0, n);
            } else {
                x.read(from, s.x, 0, n);
                for (int i = 0; i < n; i++) {
                    s.x[i] *= Float.intBitsToFloat(s.i[i]);
                }
                y.write(from, s.x, 0, n);
            }
        });
    }

    /** Reads the floats as whole numbers, whose loop vectorises. */
    private static void reluBackward(Nd4jStorage gradient, Nd4jStorage forward, Nd4jStorage y) {
        pieces(y.size, (from, to, s) -> {
            int n = to - from;
            gradient.block.ints.get(gradient.offset + from, s.i, 0, n);
            forward.block.ints.get(forward.offset + from, s.j, 0, n);
            FloatMath.reluBackward(s.i, s.j, n);
            y.block.ints.put(y.offset + from, s.i, 0, n);
        });
    }
}
