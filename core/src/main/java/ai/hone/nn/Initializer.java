package ai.hone.nn;

import ai.hone.tensor.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws the first values of a parameter, row-major. */
@FunctionalInterface
public interface Initializer {
    float[] values(Shape shape, RandomGenerator random);

    static Initializer constant(double value) {
        return (shape, random) -> {
            float[] a = new float[Math.toIntExact(shape.size())];
            Arrays.fill(a, (float) value);
            return a;
        };
    }

    static Initializer zeros() {
        return constant(0);
    }

    static Initializer ones() {
        return constant(1);
    }

    /** U(−bound, bound). */
    static Initializer uniform(double bound) {
        return (shape, random) -> {
            float[] a = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
            return a;
        };
    }

    /** N(0, std²). */
    static Initializer normal(double std) {
        return (shape, random) -> {
            float[] a = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) (random.nextGaussian() * std);
            }
            return a;
        };
    }

    /** N(0, std²) with draws beyond two standard deviations taken modulo 2, as fastai's embeddings. */
    static Initializer truncatedNormal(double std) {
        return (shape, random) -> {
            float[] a = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) (random.nextGaussian() % 2 * std);
            }
            return a;
        };
    }

    /** N(0, 2/fanIn), for layers followed by ReLU (He et al. 2015; fan in = product of all dimensions but the first). */
    static Initializer kaimingNormal() {
        return (shape, random) -> normal(Math.sqrt(2.0 / fanIn(shape))).values(shape, random);
    }

    /** N(0, 2/fanOut), torchvision's choice for the convolutions of ResNets. */
    static Initializer kaimingNormalFanOut() {
        return (shape, random) -> normal(Math.sqrt(2.0 / fanOut(shape))).values(shape, random);
    }

    /** U(−1/√fanIn, 1/√fanIn): PyTorch's default weights of linear and convolution layers. */
    static Initializer torchDefault() {
        return (shape, random) -> uniform(1 / Math.sqrt(fanIn(shape))).values(shape, random);
    }

    /** U(±√(6/fanIn)), for layers followed by ReLU and its kin (He et al. 2015). */
    static Initializer kaimingUniform() {
        return (shape, random) -> uniform(Math.sqrt(6 / fanIn(shape))).values(shape, random);
    }

    /** U(±√(6/(fanIn + fanOut))), for layers followed by sigmoid or tanh (Glorot &amp; Bengio 2010). */
    static Initializer xavierUniform() {
        return (shape, random) ->
                uniform(Math.sqrt(6 / (fanIn(shape) + fanOut(shape)))).values(shape, random);
    }

    /**
     * Draws weights [out, …] such that each factor² of them in a row are equal, for a convolution before a {@link PixelShuffle} (Aitken et al. 2017,
     * ICNR): every pixel becomes factor × factor equal ones at first.
     * @param base draws the weights [out/factor², …]
     */
    static Initializer icnr(int factor, Initializer base) {
        int copies = Math.multiplyExact(Require.atLeast("icnr.factor", factor, 1), factor);
        return (shape, random) -> {
            if (shape.dim(0) % copies != 0) {
                throw new IllegalArgumentException("icnr: expected weights for a multiple of " + copies
                        + " channels but received " + shape + ". A pixel shuffle by " + factor
                        + " makes one channel of " + copies + ".");
            }
            float[] drawn = base.values(shape.with(0, shape.dim(0) / copies), random);
            int row = Math.toIntExact(shape.size() / shape.dim(0));
            float[] all = new float[drawn.length * copies];
            for (int i = 0; i < all.length; i++) {
                all[i] = drawn[i / (row * copies) * row + i % row];
            }
            return all;
        };
    }

    /** U(±1/√fanIn) by the shape of the weights: PyTorch's default biases of linear and convolution layers. */
    static Initializer torchDefaultBias(Shape weights) {
        return uniform(1 / Math.sqrt(fanIn(weights)));
    }

    private static double fanIn(Shape shape) {
        return (double) shape.size() / Math.max(1, shape.dim(0));
    }

    private static double fanOut(Shape shape) {
        return (double) shape.size() / Math.max(1, shape.dim(1));
    }
}
