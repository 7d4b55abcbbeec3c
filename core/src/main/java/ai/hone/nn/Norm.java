package ai.hone.nn;

/** The norm of a {@link ConvLayer}. Weights start at 1, or at 0 where the name says so, and biases at 0.001, as fastai's. */
public enum Norm {
    NONE,
    /** {@link BatchNorm}: the convolution then has no bias. */
    BATCH,
    /** Batch norm whose weights start at 0, so that a residual block starts as its identity path. */
    BATCH_ZERO,
    /** {@link InstanceNorm} with weights and biases: the convolution then has no bias. */
    INSTANCE,
    INSTANCE_ZERO;

    boolean batch() {
        return this == BATCH || this == BATCH_ZERO;
    }

    /** The same norm with weights that start at 0. */
    Norm zero() {
        return switch (this) {
            case NONE -> NONE;
            case BATCH, BATCH_ZERO -> BATCH_ZERO;
            case INSTANCE, INSTANCE_ZERO -> INSTANCE_ZERO;
        };
    }

    /** @param relu applied by the norm itself; for batch norms only */
    Layer layer(int channels, int dimensions, boolean relu) {
        double weight = this == BATCH_ZERO || this == INSTANCE_ZERO ? 0 : 1;
        if (batch()) {
            return dimensions == 1
                    ? Layers.batchNorm1d(
                            channels, b -> b.weight(weight).bias(1e-3).relu(relu))
                    : Layers.batchNorm2d(
                            channels, b -> b.weight(weight).bias(1e-3).relu(relu));
        }
        return dimensions == 1
                ? Layers.instanceNorm1d(
                        channels, i -> i.affine(true).weight(weight).bias(1e-3))
                : Layers.instanceNorm2d(
                        channels, i -> i.affine(true).weight(weight).bias(1e-3));
    }
}
