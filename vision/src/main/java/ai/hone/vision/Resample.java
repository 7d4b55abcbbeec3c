package ai.hone.vision;

import java.util.Arrays;

/**
 * Pillow's {@code resize(BILINEAR)}, to the level: a separable triangle filter, widened by the scale when shrinking (antialiasing), with
 * 22-bit fixed-point weights; first along rows, rounded to bytes, then along columns. Source: Pillow, {@code Resample.c}.
 */
final class Resample {
    private static final int PRECISION = 22;
    private static final int HALF = 1 << (PRECISION - 1);
    private static final long TWO_HALVES = HALF | (long) HALF << 32;

    private Resample() {}

    /** The whole picture at another size. */
    static Image bilinear(Image image, int width, int height) {
        return bilinear(image, 0, 0, image.width(), image.height(), width, height);
    }

    /** A rectangle of the picture at another size, as if it had been cut out first: pixels outside have no influence. */
    static Image bilinear(Image image, int left, int top, int cutWidth, int cutHeight, int width, int height) {
        int channels = image.channels();
        if (width == cutWidth && height == cutHeight) {
            return Image.wrap(width, height, channels, cut(image, left, top, width, height));
        }
        byte[] in = cut(image, left, top, cutWidth, cutHeight);
        int[][] rows = width == cutWidth
                ? levels(in, cutHeight)
                : alongRows(in, channels, cutHeight, Weights.of(cutWidth, width));
        byte[] pixels = height == cutHeight ? bytes(rows) : alongColumns(rows, Weights.of(cutHeight, height));
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

    private static int[][] levels(byte[] in, int height) {
        int[][] rows = new int[height][in.length / height];
        for (int y = 0, from = 0; y < height; y++) {
            for (int i = 0; i < rows[y].length; i++, from++) {
                rows[y][i] = in[from] & 0xff;
            }
        }
        return rows;
    }

    private static byte[] bytes(int[][] rows) {
        byte[] bytes = new byte[rows.length * rows[0].length];
        for (int y = 0, to = 0; y < rows.length; y++) {
            for (int level : rows[y]) {
                bytes[to++] = (byte) level;
            }
        }
        return bytes;
    }

    /** Levels of the rows at their new width. */
    private static int[][] alongRows(byte[] in, int channels, int height, Weights weights) {
        int[][] out = new int[height][weights.outSize() * channels];
        int stride = in.length / height;
        if (channels == 3) {
            for (int y = 0; y < height; y += 4) {
                fourRows(in, stride, y, weights, out);
            }
        } else {
            for (int y = 0; y < height; y++) {
                greyRow(in, y * stride, weights, out[y]);
            }
        }
        return out;
    }

    /**
     * Rows y … y + 3 of red, green, blue. Weights are read once for all, and as sums stay below 2³¹, those of two rows share a long and its
     * multiplications. Rows beyond the last are the last again.
     */
    private static void fourRows(byte[] in, int stride, int y, Weights weights, int[][] out) {
        int last = out.length - 1;
        int[] out0 = out[y];
        int[] out1 = out[Math.min(y + 1, last)];
        int[] out2 = out[Math.min(y + 2, last)];
        int[] out3 = out[Math.min(y + 3, last)];
        int row0 = y * stride;
        int row1 = Math.min(y + 1, last) * stride;
        int row2 = Math.min(y + 2, last) * stride;
        int row3 = Math.min(y + 3, last) * stride;
        int[] fixed = weights.fixed;
        for (int x = 0, o = 0; o < out0.length; x++, o += 3) {
            int k = x * weights.size;
            int end = k + weights.count[x];
            long red = TWO_HALVES;
            long green = TWO_HALVES;
            long blue = TWO_HALVES;
            long lowerRed = TWO_HALVES;
            long lowerGreen = TWO_HALVES;
            long lowerBlue = TWO_HALVES;
            for (int p = weights.first[x] * 3; k < end; k++, p += 3) {
                long weight = fixed[k];
                red += ((in[row0 + p] & 0xff) | (long) (in[row1 + p] & 0xff) << 32) * weight;
                green += ((in[row0 + p + 1] & 0xff) | (long) (in[row1 + p + 1] & 0xff) << 32) * weight;
                blue += ((in[row0 + p + 2] & 0xff) | (long) (in[row1 + p + 2] & 0xff) << 32) * weight;
                lowerRed += ((in[row2 + p] & 0xff) | (long) (in[row3 + p] & 0xff) << 32) * weight;
                lowerGreen += ((in[row2 + p + 1] & 0xff) | (long) (in[row3 + p + 1] & 0xff) << 32) * weight;
                lowerBlue += ((in[row2 + p + 2] & 0xff) | (long) (in[row3 + p + 2] & 0xff) << 32) * weight;
            }
            out0[o] = level((int) red);
            out0[o + 1] = level((int) green);
            out0[o + 2] = level((int) blue);
            out1[o] = level((int) (red >>> 32));
            out1[o + 1] = level((int) (green >>> 32));
            out1[o + 2] = level((int) (blue >>> 32));
            out2[o] = level((int) lowerRed);
            out2[o + 1] = level((int) lowerGreen);
            out2[o + 2] = level((int) lowerBlue);
            out3[o] = level((int) (lowerRed >>> 32));
            out3[o + 1] = level((int) (lowerGreen >>> 32));
            out3[o + 2] = level((int) (lowerBlue >>> 32));
        }
    }

    private static void greyRow(byte[] in, int row, Weights weights, int[] out) {
        for (int x = 0; x < out.length; x++) {
            int k = x * weights.size;
            int end = k + weights.count[x];
            int sum = HALF;
            for (int p = row + weights.first[x]; k < end; k++, p++) {
                sum += (in[p] & 0xff) * weights.fixed[k];
            }
            out[x] = level(sum);
        }
    }

    private static byte[] alongColumns(int[][] rows, Weights weights) {
        int width = rows[0].length;
        byte[] out = new byte[width * weights.outSize()];
        int[] sums = new int[width];
        for (int y = 0; y < weights.outSize(); y++) {
            Arrays.fill(sums, HALF);
            for (int i = 0; i < weights.count[y]; i++) {
                add(sums, rows[weights.first[y] + i], weights.fixed[y * weights.size + i]);
            }
            for (int x = 0; x < width; x++) {
                out[y * width + x] = (byte) level(sums[x]);
            }
        }
        return out;
    }

    /** A loop that the compiler vectorises, which it would not do for a part of a longer array. */
    private static void add(int[] sums, int[] row, int weight) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += row[x] * weight;
        }
    }

    /** Weights are not negative, so neither is a sum; many that were rounded up can make 256 of 255. */
    private static int level(int sum) {
        int level = sum >> PRECISION;
        return level - (level >> 8);
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

        int outSize() {
            return first.length;
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
