package ai.hone.kernel.nd4j;

import ai.hone.tensor.Geometry;
import ai.hone.tensor.Shape;
import java.util.Arrays;

/**
 * Pooling, one [H, W] plane at a time. Plain Java, because the order of ties and the treatment of padding are part of the contract,
 * and because it needs no copy into another layout.
 */
final class Pooling {
    /** Where the windows of one output side lie in the input: outputs i covers start[i] … end[i]-1, clipped to the input. */
    record Windows(int[] start, int[] end) {
        static Windows sliding(int side, int out, int kernel, int stride, int padding) {
            int[] start = new int[out];
            int[] end = new int[out];
            for (int i = 0; i < out; i++) {
                int first = i * stride - padding;
                start[i] = Math.max(0, first);
                end[i] = Math.min(side, first + kernel);
            }
            return new Windows(start, end);
        }

        /** PyTorch's bins, which overlap where the sides do not divide. */
        static Windows adaptive(int side, int out) {
            int[] start = new int[out];
            int[] end = new int[out];
            for (int i = 0; i < out; i++) {
                start[i] = (int) ((long) i * side / out);
                end[i] = (int) (((long) (i + 1) * side + out - 1) / out);
            }
            return new Windows(start, end);
        }
    }

    private final int planes;
    private final int height;
    private final int width;
    private final Windows rows;
    private final Windows columns;
    /** What a mean divides by; 0 means the number of elements in the window. */
    private final int divisor;

    private Pooling(Shape input, Windows rows, Windows columns, int divisor) {
        planes = (int) (input.dim(0) * input.dim(1));
        height = (int) input.dim(2);
        width = (int) input.dim(3);
        this.rows = rows;
        this.columns = columns;
        this.divisor = divisor;
    }

    static Pooling sliding(Shape input, Geometry g) {
        int height = (int) input.dim(2);
        int width = (int) input.dim(3);
        return new Pooling(
                input,
                Windows.sliding(
                        height, (int) g.outputHeight(height), g.kernelHeight(), g.strideHeight(), g.paddingHeight()),
                Windows.sliding(width, (int) g.outputWidth(width), g.kernelWidth(), g.strideWidth(), g.paddingWidth()),
                g.kernelHeight() * g.kernelWidth());
    }

    static Pooling adaptive(Shape input, int outHeight, int outWidth) {
        return new Pooling(
                input,
                Windows.adaptive((int) input.dim(2), outHeight),
                Windows.adaptive((int) input.dim(3), outWidth),
                0);
    }

    Shape outputShape(Shape input) {
        return Shape.of(input.dim(0), input.dim(1), rows.start.length, columns.start.length);
    }

    void max(Nd4jStorage x, Nd4jStorage y) {
        if (!x.isFloat()) {
            forward(x, y, this::maxPlane);
            return;
        }
        Parallel.run(planes, least(), (from, to, s) -> {
            MaxPlanes work = new MaxPlanes(width, rows, columns);
            int[] in = new int[height * width];
            int[] out = new int[outSize()];
            for (int p = from; p < to; p++) {
                x.readBits(p * in.length, in);
                work.forward(in, out);
                y.writeBits(p * out.length, out);
            }
        });
    }

    void mean(Nd4jStorage x, Nd4jStorage y) {
        if (x.isFloat() && divisor > 0) {
            means(x, height * width, y, outSize(), MeanPlanes::forward);
        } else {
            forward(x, y, this::meanPlane);
        }
    }

    private int outSize() {
        return rows.start.length * columns.start.length;
    }

    private interface MeanPlane {
        void run(MeanPlanes planes, float[] from, float[] to);
    }

    private void means(Nd4jStorage x, int xSize, Nd4jStorage y, int ySize, MeanPlane plane) {
        Parallel.run(planes, least(), (from, to, s) -> {
            MeanPlanes work = new MeanPlanes(width, rows, columns, divisor);
            float[] in = new float[xSize];
            float[] out = new float[ySize];
            for (int p = from; p < to; p++) {
                x.read(p * xSize, in, 0, xSize);
                plane.run(work, in, out);
                y.write(p * ySize, out, 0, ySize);
            }
        });
    }

    private interface Plane {
        void run(double[] in, double[] out);
    }

    private void forward(Nd4jStorage x, Nd4jStorage y, Plane plane) {
        int outSize = outSize();
        Parallel.run(planes, least(), (from, to, s) -> {
            double[] in = new double[height * width];
            double[] out = new double[outSize];
            for (int p = from; p < to; p++) {
                x.read(p * in.length, in, 0, in.length);
                plane.run(in, out);
                y.write(p * outSize, out, 0, outSize);
            }
        });
    }

    private int least() {
        return Math.max(1, 2 * Parallel.CHUNK / Math.max(1, height * width));
    }

    private void maxPlane(double[] in, double[] out) {
        int o = 0;
        for (int i = 0; i < rows.start.length; i++) {
            for (int j = 0; j < columns.start.length; j++) {
                double top = Double.NEGATIVE_INFINITY;
                for (int h = rows.start[i]; h < rows.end[i]; h++) {
                    for (int w = columns.start[j]; w < columns.end[j]; w++) {
                        top = Math.max(top, in[h * width + w]);
                    }
                }
                out[o++] = top;
            }
        }
    }

    private void meanPlane(double[] in, double[] out) {
        int o = 0;
        for (int i = 0; i < rows.start.length; i++) {
            for (int j = 0; j < columns.start.length; j++) {
                double sum = 0;
                for (int h = rows.start[i]; h < rows.end[i]; h++) {
                    for (int w = columns.start[j]; w < columns.end[j]; w++) {
                        sum += in[h * width + w];
                    }
                }
                out[o++] = sum / divisor(i, j);
            }
        }
    }

    private int divisor(int i, int j) {
        return divisor > 0 ? divisor : (rows.end[i] - rows.start[i]) * (columns.end[j] - columns.start[j]);
    }

    void maxBackward(Nd4jStorage gradient, Nd4jStorage x, Nd4jStorage dx) {
        if (x.isFloat()) {
            maxBackwardFloats(gradient, x, dx);
            return;
        }
        int outSize = outSize();
        Parallel.run(planes, least(), (from, to, s) -> {
            double[] in = new double[height * width];
            double[] result = new double[height * width];
            double[] out = new double[outSize];
            for (int p = from; p < to; p++) {
                x.read(p * in.length, in, 0, in.length);
                gradient.read(p * outSize, out, 0, outSize);
                Arrays.fill(result, 0);
                scatterToLargest(in, out, result);
                dx.write(p * in.length, result, 0, in.length);
            }
        });
    }

    private void maxBackwardFloats(Nd4jStorage gradient, Nd4jStorage x, Nd4jStorage dx) {
        Parallel.run(planes, least(), (from, to, s) -> {
            MaxPlanes work = new MaxPlanes(width, rows, columns);
            int[] in = new int[height * width];
            float[] result = new float[height * width];
            float[] out = new float[outSize()];
            for (int p = from; p < to; p++) {
                x.readBits(p * in.length, in);
                gradient.read(p * out.length, out, 0, out.length);
                work.backward(in, out, result);
                dx.write(p * in.length, result, 0, in.length);
            }
        });
    }

    private void scatterToLargest(double[] in, double[] gradient, double[] result) {
        int o = 0;
        for (int i = 0; i < rows.start.length; i++) {
            for (int j = 0; j < columns.start.length; j++) {
                int best = -1;
                for (int h = rows.start[i]; h < rows.end[i]; h++) {
                    for (int w = columns.start[j]; w < columns.end[j]; w++) {
                        int at = h * width + w;
                        if (best < 0 || in[at] > in[best]) {
                            best = at;
                        }
                    }
                }
                if (best >= 0) {
                    result[best] += gradient[o];
                }
                o++;
            }
        }
    }

    void meanBackward(Nd4jStorage gradient, Nd4jStorage dx) {
        if (dx.isFloat() && divisor > 0) {
            means(gradient, outSize(), dx, height * width, MeanPlanes::backward);
            return;
        }
        int outSize = outSize();
        Parallel.run(planes, least(), (from, to, s) -> {
            double[] result = new double[height * width];
            double[] out = new double[outSize];
            for (int p = from; p < to; p++) {
                gradient.read(p * outSize, out, 0, outSize);
                Arrays.fill(result, 0);
                spread(out, result);
                dx.write(p * result.length, result, 0, result.length);
            }
        });
    }

    private void spread(double[] gradient, double[] result) {
        int o = 0;
        for (int i = 0; i < rows.start.length; i++) {
            for (int j = 0; j < columns.start.length; j++) {
                double part = gradient[o++] / divisor(i, j);
                for (int h = rows.start[i]; h < rows.end[i]; h++) {
                    for (int w = columns.start[j]; w < columns.end[j]; w++) {
                        result[h * width + w] += part;
                    }
                }
            }
        }
    }
}
