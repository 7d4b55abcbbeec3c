package ai.hone.vision;

import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.identity;
import static ai.hone.nn.Layers.sequential;

import ai.hone.nn.Initializer;
import ai.hone.nn.Layer;

/** The path around a residual block: nothing where the shape stays, else a 1×1 convolution and a norm. */
final class Shortcut {
    private Shortcut() {}

    static Layer of(int in, int out, int stride) {
        if (stride == 1 && in == out) {
            return identity();
        }
        return sequential(
                conv2d(in, out, 1, c -> c.stride(stride).bias(false).initializer(Initializer.kaimingNormalFanOut())),
                batchNorm2d(out));
    }
}
