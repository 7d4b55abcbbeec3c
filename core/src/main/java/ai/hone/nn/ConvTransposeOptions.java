package ai.hone.nn;

import java.util.Optional;

/** What transposed convolutions share: stride 1, no padding, dilation 1, one group, with bias. */
public final class ConvTransposeOptions {
    final String where;
    int stride = 1;
    int padding;
    int outputPadding;
    int dilation = 1;
    int groups = 1;
    boolean bias = true;
    Initializer initializer = Initializer.torchDefault();
    Optional<Initializer> biasInitializer = Optional.empty();

    ConvTransposeOptions(String where) {
        this.where = where;
    }

    /** By how much the result is larger than the input. */
    public ConvTransposeOptions stride(int side) {
        stride = Require.atLeast(where + ".stride", side, 1);
        return this;
    }

    /** Elements taken off each side of the result. */
    public ConvTransposeOptions padding(int side) {
        padding = Require.atLeast(where + ".padding", side, 0);
        return this;
    }

    /** Elements added to the result at its end, fewer than the stride. */
    public ConvTransposeOptions outputPadding(int side) {
        outputPadding = Require.atLeast(where + ".outputPadding", side, 0);
        return this;
    }

    /** The distance between neighbouring elements of the kernel. */
    public ConvTransposeOptions dilation(int side) {
        dilation = Require.atLeast(where + ".dilation", side, 1);
        return this;
    }

    /** Splits the channels into groups that do not see each other. */
    public ConvTransposeOptions groups(int count) {
        groups = Require.atLeast(where + ".groups", count, 1);
        return this;
    }

    /** Off where a norm with a bias of its own follows. */
    public ConvTransposeOptions bias(boolean on) {
        bias = on;
        return this;
    }

    /** How the weights are drawn. */
    public ConvTransposeOptions initializer(Initializer value) {
        initializer = value;
        return this;
    }

    /** How the biases are drawn. */
    public ConvTransposeOptions biasInitializer(Initializer value) {
        biasInitializer = Optional.of(value);
        return this;
    }

    void check(int in, int out) {
        Require.groups(where + ".groups", groups, in, out);
        if (outputPadding >= stride) {
            throw new IllegalArgumentException(where + ".outputPadding: expected less than the stride of " + stride
                    + " but received " + outputPadding
                    + ". It chooses among the sizes that a convolution with this stride shrinks to the input's.");
        }
    }

    String shown() {
        return Require.shown("stride", stride, stride, 1)
                + Require.shown("padding", padding, padding, 0)
                + Require.shown("output padding", outputPadding, outputPadding, 0)
                + Require.shown("dilation", dilation, dilation, 1)
                + (groups == 1 ? "" : ", groups " + groups)
                + (bias ? ")" : ", no bias)");
    }
}
