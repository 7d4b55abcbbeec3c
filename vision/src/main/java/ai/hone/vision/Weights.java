package ai.hone.vision;

import ai.hone.tensor.ShapeException;

/** Fits pretrained weights to another input. */
public final class Weights {
    private static final int COLOURS = 3;

    private Weights() {}

    /**
     * Turns the weights of a first convolution over 3 channels into ones over another number, as fastai does: for 1 channel their sum over
     * the channels; for 2 the first two times 1.5; for more the three and zeros.
     *
     * @param weights row-major [out, 3, kH, kW]
     * @param out the number of filters
     * @param channels of the new input
     * @return row-major [out, channels, kH, kW]
     */
    public static float[] adaptChannels(float[] weights, int out, int channels) {
        if (out < 1 || channels < 1 || weights.length == 0 || weights.length % (out * COLOURS) != 0) {
            throw new ShapeException("adaptChannels: expected weights [" + out
                    + ", 3, kH, kW] and at least 1 channel but received " + weights.length + " values and " + channels
                    + " channels. Only a first convolution over 3 colours can be adapted.");
        }
        if (channels == COLOURS) {
            return weights.clone();
        }
        int area = weights.length / (out * COLOURS);
        float[] adapted = new float[out * channels * area];
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < COLOURS; c++) {
                for (int i = 0; i < area; i++) {
                    float w = weights[(o * COLOURS + c) * area + i];
                    if (channels == 1) {
                        adapted[o * area + i] += w;
                    } else if (channels > COLOURS) {
                        adapted[(o * channels + c) * area + i] = w;
                    } else if (c < channels) {
                        adapted[(o * channels + c) * area + i] = 1.5f * w;
                    }
                }
            }
        }
        return adapted;
    }
}
