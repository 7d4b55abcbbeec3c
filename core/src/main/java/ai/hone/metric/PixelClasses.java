package ai.hone.metric;

import ai.hone.tensor.DType;
import ai.hone.tensor.Shape;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.Arrays;

/** A checked batch on the heap: for each pixel, row-major, the class with the largest output and the target. */
record PixelClasses(int classes, int items, int[] predicted, long[] targets) {
    /** @throws ShapeException if the two do not fit, or a target is no class */
    static PixelClasses of(String metric, Tensor prediction, Tensor target) {
        Shape shape = prediction.shape();
        if (shape.rank() < 3 || target.dtype() != DType.INT64 || !masks(shape, target.shape())) {
            throw new ShapeException(metric
                    + ": expected predictions [N, C, H, W] and INT64 targets [N, H, W] or [N, 1, H, W] but received "
                    + shape + " and " + target.dtype() + " " + target.shape()
                    + ". Targets are class indices, one per pixel.");
        }
        int items = Math.toIntExact(shape.dim(0));
        int classes = Math.toIntExact(shape.dim(1));
        long[] targets = ClassRows.checked(metric, shape, classes, target.toLongArray());
        return new PixelClasses(
                classes, items, argMax(prediction.toFloatArray(), classes, items, targets.length), targets);
    }

    private static boolean masks(Shape prediction, Shape target) {
        return target.equals(prediction.with(1, 1)) || target.equals(prediction.reduced(new int[] {1}, false));
    }

    /** Of equal outputs the first; -1 where one is no number. */
    private static int[] argMax(float[] outputs, int classes, int items, int pixels) {
        int[] best = new int[pixels];
        if (pixels == 0) {
            return best;
        }
        int area = pixels / items;
        float[] most = new float[area];
        for (int item = 0; item < items; item++) {
            Arrays.fill(most, Float.NEGATIVE_INFINITY);
            for (int c = 0; c < classes; c++) {
                int from = (item * classes + c) * area;
                for (int i = 0; i < area; i++) {
                    float output = outputs[from + i];
                    if (!(output <= most[i])) {
                        // A NaN stays the most: no output is above or equal to it.
                        best[item * area + i] = Float.isNaN(output) || Float.isNaN(most[i]) ? -1 : c;
                        most[i] = Float.isNaN(most[i]) ? most[i] : output;
                    }
                }
            }
        }
        return best;
    }
}
