package ai.hone.tensor;

/**
 * The window of a convolution or pooling over [N, C, H, W]: heights first.
 * Output side = floor((side + 2·padding − dilation·(kernel − 1) − 1) / stride) + 1, as in PyTorch.
 */
public record Geometry(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int paddingHeight,
        int paddingWidth,
        int dilationHeight,
        int dilationWidth,
        int groups) {

    /** A square window. */
    public static Geometry square(int kernel, int stride, int padding, int dilation, int groups) {
        return new Geometry(kernel, kernel, stride, stride, padding, padding, dilation, dilation, groups);
    }

    public long outputHeight(long height) {
        return output(height, kernelHeight, strideHeight, paddingHeight, dilationHeight);
    }

    public long outputWidth(long width) {
        return output(width, kernelWidth, strideWidth, paddingWidth, dilationWidth);
    }

    private static long output(long side, int kernel, int stride, int padding, int dilation) {
        return Math.floorDiv(side + 2L * padding - (long) dilation * (kernel - 1) - 1, stride) + 1;
    }
}
