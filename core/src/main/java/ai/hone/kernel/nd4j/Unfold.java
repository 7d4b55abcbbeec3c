package ai.hone.kernel.nd4j;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import java.util.Arrays;

/**
 * Windows of pictures as columns of a matrix, and back: row (c, i, j) and column (n, y, x) hold the element of channel c that the
 * window at (y, x) of picture n sees at its own place (i, j). A convolution is then a matrix product.
 */
final class Unfold {
    private final Geometry g;
    private final int channels;
    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;

    Unfold(Shape input, Geometry g) {
        this.g = g;
        channels = (int) input.dim(1);
        height = (int) input.dim(2);
        width = (int) input.dim(3);
        outHeight = (int) g.outputHeight(height);
        outWidth = (int) g.outputWidth(width);
    }

    int rows() {
        return channels * g.kernelHeight() * g.kernelWidth();
    }

    /** Columns that one picture takes. */
    int places() {
        return outHeight * outWidth;
    }

    /** Pictures first … first+count-1 of x into columns [rows, count·places]. */
    void unfold(Nd4jStorage x, int first, int count, Nd4jStorage columns) {
        Parallel.run(count * channels, least(), (from, to, s) -> {
            float[] plane = new float[height * width];
            float[] row = new float[places()];
            for (int u = from; u < to; u++) {
                int n = u / channels;
                int c = u % channels;
                x.read(((first + n) * channels + c) * plane.length, plane, 0, plane.length);
                for (int i = 0; i < g.kernelHeight(); i++) {
                    for (int j = 0; j < g.kernelWidth(); j++) {
                        collect(plane, i, j, row);
                        columns.write(position(c, i, j, n, count), row, 0, row.length);
                    }
                }
            }
        });
    }

    /** The opposite sum: each column element is added to where it came from; writes pictures first … first+count-1 of x. */
    void fold(Nd4jStorage columns, int first, int count, Nd4jStorage x) {
        Parallel.run(count * channels, least(), (from, to, s) -> {
            float[] plane = new float[height * width];
            float[] row = new float[places()];
            for (int u = from; u < to; u++) {
                int n = u / channels;
                int c = u % channels;
                Arrays.fill(plane, 0);
                for (int i = 0; i < g.kernelHeight(); i++) {
                    for (int j = 0; j < g.kernelWidth(); j++) {
                        columns.read(position(c, i, j, n, count), row, 0, row.length);
                        spread(row, i, j, plane);
                    }
                }
                x.write(((first + n) * channels + c) * plane.length, plane, 0, plane.length);
            }
        });
    }

    private int position(int c, int i, int j, int n, int count) {
        return (((c * g.kernelHeight() + i) * g.kernelWidth() + j) * count + n) * places();
    }

    private int least() {
        return Math.max(1, 4 * Parallel.CHUNK / Math.max(1, places() * g.kernelHeight() * g.kernelWidth()));
    }

    private void collect(float[] plane, int i, int j, float[] row) {
        int start = j * g.dilationWidth() - g.paddingWidth();
        int stride = g.strideWidth();
        int low = firstInside(start, stride);
        int high = lastInside(start, stride);
        for (int y = 0; y < outHeight; y++) {
            int h = y * g.strideHeight() - g.paddingHeight() + i * g.dilationHeight();
            int at = y * outWidth;
            if (h < 0 || h >= height || low >= high) {
                Arrays.fill(row, at, at + outWidth, 0);
                continue;
            }
            Arrays.fill(row, at, at + low, 0);
            int source = h * width + start;
            if (stride == 1) {
                System.arraycopy(plane, source + low, row, at + low, high - low);
            } else {
                for (int w = low; w < high; w++) {
                    row[at + w] = plane[source + w * stride];
                }
            }
            Arrays.fill(row, at + high, at + outWidth, 0);
        }
    }

    private void spread(float[] row, int i, int j, float[] plane) {
        int start = j * g.dilationWidth() - g.paddingWidth();
        int stride = g.strideWidth();
        int low = firstInside(start, stride);
        int high = lastInside(start, stride);
        for (int y = 0; y < outHeight; y++) {
            int h = y * g.strideHeight() - g.paddingHeight() + i * g.dilationHeight();
            if (h < 0 || h >= height) {
                continue;
            }
            int at = y * outWidth;
            int target = h * width + start;
            for (int w = low; w < high; w++) {
                plane[target + w * stride] += row[at + w];
            }
        }
    }

    /** The first output column whose window element lies within the picture. */
    private int firstInside(int start, int stride) {
        return Math.min(outWidth, Math.max(0, (-start + stride - 1) / stride));
    }

    private int lastInside(int start, int stride) {
        return Math.max(0, Math.min(outWidth, Math.floorDiv(width - 1 - start, stride) + 1));
    }
}
