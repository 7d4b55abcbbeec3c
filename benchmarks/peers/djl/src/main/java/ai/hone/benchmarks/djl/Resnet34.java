package ai.hone.benchmarks.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** torchvision's ResNet-34 from DJL's blocks. */
final class Resnet34 {
    private static final int[] BLOCKS = {3, 4, 6, 3};

    private Resnet34() {}

    static Block create(int classes) {
        SequentialBlock network = new SequentialBlock()
                .add(convolution(64, 7, 2))
                .add(norm())
                .add(Activation::relu)
                .add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
        int inputs = 64;
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            int outputs = 64 << stage;
            for (int block = 0; block < BLOCKS[stage]; block++) {
                network.add(residual(inputs, outputs, block == 0 && stage > 0 ? 2 : 1));
                inputs = outputs;
            }
        }
        return network.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(classes).build());
    }

    private static Block residual(int inputs, int outputs, int stride) {
        SequentialBlock body = new SequentialBlock()
                .add(convolution(outputs, 3, stride))
                .add(norm())
                .add(Activation::relu)
                .add(convolution(outputs, 3, 1))
                .add(norm());
        Block shortcut = stride == 1 && inputs == outputs
                ? Blocks.identityBlock()
                : new SequentialBlock().add(convolution(outputs, 1, stride)).add(norm());
        return new ParallelBlock(
                lists -> new NDList(Activation.relu(
                        lists.get(0).singletonOrThrow().add(lists.get(1).singletonOrThrow()))),
                List.of(body, shortcut));
    }

    private static Block convolution(int outputs, int kernel, int stride) {
        return Conv2d.builder()
                .setFilters(outputs)
                .setKernelShape(new Shape(kernel, kernel))
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optBias(false)
                .build();
    }

    private static Block norm() {
        return BatchNorm.builder().optEpsilon(1e-5f).optMomentum(0.9f).build();
    }
}
