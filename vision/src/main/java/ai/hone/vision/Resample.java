package ai.hone.vision;

import java.util.Arrays;

/**
 * Pillow's {@code resize(BILINEAR)}, to the level: a separable triangle filter, widened by the scale when shrinking (antialiasing), with
 * 22-bit fixed-point weights; first along rows, rounded to bytes, then along columns. Source: Pillow, {@code Resample.c}.
 */
final class Resample {
    private static final int PRECISION = 22;
    private static final int HALF = 1 << (PRECISION - 1);

    private Resample() {}

    /** The whole picture at another size. */
    static Image bilinear(Image image, int width, int height) {
        return bilinear(image, 0, 0, image.width(), image.height(), width, height);
    }

    /** A rectangle of the picture at another size, as if it had been cut out first: pixels outside have no influence. */
    static Image bilinear(Image image, int left, int top, int cutWidth, int cutHeight, int width, int height) {
        int channels = image.channels();
        byte[] pixels = cut(image, left, top, cutWidth, cutHeight);
        if (width != cutWidth) {
            pixels = alongRows(pixels, cutWidth, cutHeight, channels, width);
        }
        if (height != cutHeight) {
            pixels = alongColumns(pixels, width * channels, cutHeight, height);
        }
        return Image.wrap(width, height, channels, pixels);
    }

    private static byte[] cut(Image image, int left, int top, int width, int height) {
        if (width == image.width() && height == image.height()) {
            return image.shared();
        }
        int stride = image.width() * image.channels();
        int row = width * image.channels();
        byte[] pixels = new byte[row * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(image.shared(), (top + y) * stride + left * image.channels(), pixels, y * row, row);
        }
        return pixels;
    }

    private static byte[] alongRows(byte[] in, int width, int height, int channels, int outWidth) {
        Weights weights = Weights.of(width, outWidth);
        byte[] out = new byte[outWidth * height * channels];
        for (int y = 0, o = 0; y < height; y++) {
            int row = y * width * channels;
            for (int x = 0; x < outWidth; x++, o += channels) {
                int from = row + weights.first[x] * channels;
                if (channels == 3) {
                    rgb(in, from, weights, x, out, o);
                } else {
                    grey(in, from, weights, x, out, o);
                }
            }
        }
        return out;
    }

    private static void rgb(byte[] in, int from, Weights weights, int x, byte[] out, int o) {
        int k = x * weights.size;
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        for (int i = 0, p = from; i < weights.count[x]; i++, p += 3) {
            int weight = weights.fixed[k + i];
            red += (in[p] & 0xff) * weight;
            green += (in[p + 1] & 0xff) * weight;
            blue += (in[p + 2] & 0xff) * weight;
        }
        out[o] = clip(red);
        out[o + 1] = clip(green);
        out[o + 2] = clip(blue);
    }

    private static void grey(byte[] in, int from, Weights weights, int x, byte[] out, int o) {
        int k = x * weights.size;
        int sum = HALF;
        for (int i = 0; i < weights.count[x]; i++) {
            sum += (in[from + i] & 0xff) * weights.fixed[k + i];
        }
        out[o] = clip(sum);
    }

    /** Row by row, so that memory is read in order. */
    private static byte[] alongColumns(byte[] in, int row, int height, int outHeight) {
        Weights weights = Weights.of(height, outHeight);
        byte[] out = new byte[row * outHeight];
        int[] sums = new int[row];
        for (int y = 0; y < outHeight; y++) {
            Arrays.fill(sums, HALF);
            for (int i = 0; i < weights.count[y]; i++) {
                int weight = weights.fixed[y * weights.size + i];
                int from = (weights.first[y] + i) * row;
                for (int x = 0; x < row; x++) {
                    sums[x] += (in[from + x] & 0xff) * weight;
                }
            }
            for (int x = 0; x < row; x++) {
                out[y * row + x] = clip(sums[x]);
            }
        }
        return out;
    }

    private static byte clip(int fixed) {
        return (byte) Math.min(255, Math.max(0, fixed >> PRECISION));
    }

    /** For each output position, where its inputs begin, how many there are, and their weights, which sum to 1. */
    private static final class Weights {
        private final int size;
        private final int[] first;
        private final int[] count;
        private final int[] fixed;

        private Weights(int size, int outSize) {
            this.size = size;
            this.first = new int[outSize];
            this.count = new int[outSize];
            this.fixed = new int[outSize * size];
        }

        static Weights of(int inSize, int outSize) {
            double scale = (double) inSize / outSize;
            double support = Math.max(scale, 1);
            Weights weights = new Weights((int) Math.ceil(support) * 2 + 1, outSize);
            for (int x = 0; x < outSize; x++) {
                weights.fill(x, (x + 0.5) * scale, support, inSize);
            }
            return weights;
        }

        private void fill(int x, double centre, double support, int inSize) {
            int from = Math.max(0, (int) (centre - support + 0.5));
            int n = Math.min(inSize, (int) (centre + support + 0.5)) - from;
            double[] triangle = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                triangle[i] = Math.max(0, 1 - Math.abs((i + from - centre + 0.5) * (1 / support)));
                sum += triangle[i];
            }
            first[x] = from;
            count[x] = n;
            for (int i = 0; i < n; i++) {
                fixed[x * size + i] = (int) (0.5 + triangle[i] / sum * (1 << PRECISION));
            }
        }
    }
}
