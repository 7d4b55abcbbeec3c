package ai.hone.kernel.nd4j;

import ai.hone.kernel.nd4j.Pooling.Windows;
import java.util.Arrays;

/** The mean over windows of one FLOAT32 plane: summed down the rows first, which vectorises, then along the row. */
final class MeanPlanes {
    private final int width;
    private final Windows rows;
    private final Windows columns;
    private final float divisor;
    private final float[] row;

    MeanPlanes(int width, Windows rows, Windows columns, float divisor) {
        this.width = width;
        this.rows = rows;
        this.columns = columns;
        this.divisor = divisor;
        row = new float[width];
    }

    void forward(float[] in, float[] out) {
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            Arrays.fill(row, 0);
            for (int h = rows.start()[i]; h < rows.end()[i]; h++) {
                add(row, 0, in, h * width, width);
            }
            for (int j = 0; j < columns.start().length; j++) {
                float sum = 0;
                for (int w = columns.start()[j]; w < columns.end()[j]; w++) {
                    sum += row[w];
                }
                out[o++] = sum / divisor;
            }
        }
    }

    void backward(float[] gradient, float[] result) {
        Arrays.fill(result, 0);
        int o = 0;
        for (int i = 0; i < rows.start().length; i++) {
            Arrays.fill(row, 0);
            for (int j = 0; j < columns.start().length; j++) {
                float part = gradient[o++] / divisor;
                for (int w = columns.start()[j]; w < columns.end()[j]; w++) {
                    row[w] += part;
                }
            }
            for (int h = rows.start()[i]; h < rows.end()[i]; h++) {
                add(result, h * width, row, 0, width);
            }
        }
    }

    private static void add(float[] to, int toAt, float[] from, int fromAt, int count) {
        for (int w = 0; w < count; w++) {
            to[toAt + w] += from[fromAt + w];
        }
    }
}
