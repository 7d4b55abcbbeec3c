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

    GridSampler(int channels, int height, int width, int outHeight, int outWidth, PadMode padMode) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.outHeight = outHeight;
        this.outWidth = outWidth;
        this.padMode = padMode;
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
        boolean flat = under[0] == 0 && under[1] == 0;
        for (int j = 0; j < outHeight; j++) {
            double y = coordinate(j, outHeight);
            double rowX = across[1] * y + across[2];
            double rowY = down[1] * y + down[2];
            double rowU = under[1] * y + under[2];
            int row = toAt + j * outWidth;
            for (int i = 0; i < outWidth; i++) {
                double x = coordinate(i, outWidth);
                double scale = flat ? 1 : 1 / (under[0] * x + rowU);
                float px = (float) (((across[0] * x + rowX) * scale + 1) * 0.5 * (width - 1));
                float py = (float) (((down[0] * x + rowY) * scale + 1) * 0.5 * (height - 1));
                point(from, at, px, py, to, row + i);
            }
        }
    }

    private static double coordinate(int at, int size) {
        return size == 1 ? 0 : 2.0 * at / (size - 1) - 1;
    }

    private void point(float[] from, int at, float px, float py, float[] to, int target) {
        if (padMode == PadMode.ZEROS) {
            zeroPadded(from, at, px, py, to, target);
            return;
        }
        float x = inside(px, width);
        float y = inside(py, height);
        int left = (int) x;
        int top = (int) y;
        int right = left + 1 < width ? 1 : 0;
        int below = top + 1 < height ? width : 0;
        float fx = x - left;
        float fy = y - top;
        int p = at + top * width + left;
        int area = height * width;
        int outArea = outHeight * outWidth;
        for (int c = 0; c < channels; c++, p += area, target += outArea) {
            float upper = from[p] + fx * (from[p + right] - from[p]);
            float lower = from[p + below] + fx * (from[p + below + right] - from[p + below]);
            to[target] = upper + fy * (lower - upper);
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

    private void zeroPadded(float[] from, int at, float px, float py, float[] to, int target) {
        int left = (int) Math.floor(px);
        int top = (int) Math.floor(py);
        float fx = px - left;
        float fy = py - top;
        for (int c = 0; c < channels; c++) {
            int p = at + c * height * width;
            float upper = (1 - fx) * pixel(from, p, left, top) + fx * pixel(from, p, left + 1, top);
            float lower = (1 - fx) * pixel(from, p, left, top + 1) + fx * pixel(from, p, left + 1, top + 1);
            to[target + c * outHeight * outWidth] = (1 - fy) * upper + fy * lower;
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
