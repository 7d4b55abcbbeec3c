package ai.hone.vision;

/**
 * Bilinear sampling of one picture [C, H, W] through a {@link SamplingGrid}, corners aligned: coordinate −1 is the centre of the first
 * pixel, 1 of the last. Equals PyTorch's {@code grid_sample(…, align_corners=True)}.
 */
final class GridSampler {
    private final int channels;
    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;
    private final PadMode padMode;

    // Of the row under way, for each pixel: where it comes from, then the place in a plane of the upper left of its
    // four
    // neighbours and how far it lies towards the others.
    private final float[] xs;
    private final float[] ys;
    private final int[] corners;

    /** For one thread. */
    GridSampler(int channels, int height, int width, int outHeight, int outWidth, PadMode padMode) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.outHeight = outHeight;
        this.outWidth = outWidth;
        this.padMode = padMode;
        xs = new float[outWidth];
        ys = new float[outWidth];
        corners = new int[outWidth];
    }

    void sample(float[] from, int at, SamplingGrid grid, float[] to, int toAt) {
        if (grid.identity() && height == outHeight && width == outWidth) {
            System.arraycopy(from, at, to, toAt, channels * height * width);
            return;
        }
        // One homogeneous 3×3 matrix from output coordinates to numerators and denominator of the input's.
        Affine m = grid.affine();
        Perspective p = grid.perspective();
        double[] across = {
            p.a() * m.a() + p.b() * m.d(), p.a() * m.b() + p.b() * m.e(), p.a() * m.c() + p.b() * m.f() + p.c()
        };
        double[] down = {
            p.d() * m.a() + p.e() * m.d(), p.d() * m.b() + p.e() * m.e(), p.d() * m.c() + p.e() * m.f() + p.f()
        };
        double[] under = {
            p.g() * m.a() + p.h() * m.d(), p.g() * m.b() + p.h() * m.e(), p.g() * m.c() + p.h() * m.f() + 1
        };
        for (int j = 0; j < outHeight; j++) {
            double y = coordinate(j, outHeight);
            locate(
                    across[0], across[1] * y + across[2],
                    down[0], down[1] * y + down[2],
                    under[0], under[1] * y + under[2]);
            if (padMode != PadMode.ZEROS) {
                findCorners();
            }
            for (int c = 0; c < channels; c++) {
                int plane = at + c * height * width;
                int row = toAt + (c * outHeight + j) * outWidth;
                if (padMode == PadMode.ZEROS) {
                    zeroPadded(from, plane, to, row);
                } else {
                    interpolate(from, plane, to, row);
                }
            }
        }
    }

    private static double coordinate(int at, int size) {
        return size == 1 ? 0 : 2.0 * at / (size - 1) - 1;
    }

    /** Along a row, numerators and denominator are linear. */
    private void locate(double dx, double x0, double dy, double y0, double du, double u0) {
        double step = outWidth == 1 ? 0 : 2.0 / (outWidth - 1);
        double start = outWidth == 1 ? 0 : -1;
        double halfWidth = 0.5 * (width - 1);
        double halfHeight = 0.5 * (height - 1);
        for (int i = 0; i < xs.length; i++) {
            double x = start + i * step;
            double scale = 1 / (du * x + u0);
            xs[i] = (float) (((dx * x + x0) * scale + 1) * halfWidth);
            ys[i] = (float) (((dy * x + y0) * scale + 1) * halfHeight);
        }
    }

    /** The last pixel of a line is the neighbour of the one before it. */
    private void findCorners() {
        int lastLeft = Math.max(0, width - 2);
        int lastTop = Math.max(0, height - 2);
        for (int i = 0; i < corners.length; i++) {
            float x = inside(xs[i], width);
            float y = inside(ys[i], height);
            int left = Math.min((int) x, lastLeft);
            int top = Math.min((int) y, lastTop);
            corners[i] = top * width + left;
            xs[i] = x - left;
            ys[i] = y - top;
        }
    }

    private void interpolate(float[] from, int plane, float[] to, int row) {
        int right = width > 1 ? 1 : 0;
        int below = height > 1 ? width : 0;
        for (int i = 0; i < corners.length; i++) {
            int p = plane + corners[i];
            float fx = xs[i];
            float upper = from[p] + fx * (from[p + right] - from[p]);
            float lower = from[p + below] + fx * (from[p + below + right] - from[p + below]);
            to[row + i] = upper + ys[i] * (lower - upper);
        }
    }

    private float inside(float at, int size) {
        float last = size - 1;
        if (at >= 0 && at <= last) {
            return at;
        }
        if (padMode == PadMode.BORDER || size == 1) {
            return at > 0 ? last : 0;
        }
        float distance = Math.abs(at);
        float over = distance % last;
        return (int) (distance / last) % 2 == 0 ? over : last - over;
    }

    private void zeroPadded(float[] from, int plane, float[] to, int row) {
        for (int i = 0; i < xs.length; i++) {
            int left = (int) Math.floor(xs[i]);
            int top = (int) Math.floor(ys[i]);
            float fx = xs[i] - left;
            float fy = ys[i] - top;
            float upper = (1 - fx) * pixel(from, plane, left, top) + fx * pixel(from, plane, left + 1, top);
            float lower = (1 - fx) * pixel(from, plane, left, top + 1) + fx * pixel(from, plane, left + 1, top + 1);
            to[row + i] = (1 - fy) * upper + fy * lower;
        }
    }

    private float pixel(float[] from, int plane, int x, int y) {
        return x < 0 || y < 0 || x >= width || y >= height ? 0 : from[plane + y * width + x];
    }

    /** The means of the areas that each pixel of a smaller picture covers, as PyTorch's {@code interpolate(mode='area')}. */
    static void area(
            float[] from,
            int at,
            int channels,
            int height,
            int width,
            int outHeight,
            int outWidth,
            float[] to,
            int toAt) {
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < outHeight; y++) {
                int top = y * height / outHeight;
                int bottom = ((y + 1) * height + outHeight - 1) / outHeight;
                for (int x = 0; x < outWidth; x++) {
                    int left = x * width / outWidth;
                    int right = ((x + 1) * width + outWidth - 1) / outWidth;
                    to[toAt + (c * outHeight + y) * outWidth + x] =
                            mean(from, at + c * height * width, width, top, bottom, left, right);
                }
            }
        }
    }

    private static float mean(float[] from, int plane, int width, int top, int bottom, int left, int right) {
        float sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += from[plane + y * width + x];
            }
        }
        return sum / ((bottom - top) * (right - left));
    }
}
