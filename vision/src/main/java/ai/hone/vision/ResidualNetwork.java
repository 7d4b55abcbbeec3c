package ai.hone.vision;

import ai.hone.data.DataException;
import ai.hone.nn.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A residual network (He et al. 2016) of any depth and width, with torchvision's parameter names and initialisation. {@link Resnet} holds
 * the well-known ones.
 *
 * <pre>{@code
 * ResidualNetwork.of(o -> o.blocks(2, 2, 2, 2).width(16).smallStem(true))
 * }</pre>
 *
 * @param blocks the number of blocks of each stage; every stage but the first halves the picture and doubles the width
 * @param width the channels of the first stage
 * @param bottleneck whether blocks are 1×1, 3×3, 1×1 and four times as wide at their ends, rather than two 3×3
 * @param smallStem whether the first convolution is 3×3 with stride 1 and no pooling, for pictures of 28 … 64 pixels, rather than 7×7 with
 *     stride 2 and pooling
 */
public record ResidualNetwork(List<Integer> blocks, int width, boolean bottleneck, boolean smallStem)
        implements Architecture {
    static final String KIND = "residual_network";

    public ResidualNetwork {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty() || blocks.stream().anyMatch(b -> b < 1) || width < 1) {
            throw new IllegalArgumentException(
                    KIND + ": expected at least one block in each of at least one stage, and a width of at least 1, but"
                            + " received blocks " + blocks + " and width " + width
                            + ". ResNet-18 has blocks 2, 2, 2, 2 and width 64.");
        }
    }

    public static ResidualNetwork of(Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        return new ResidualNetwork(o.blocks, o.width, o.bottleneck, o.smallStem);
    }

    /** ResNet-18's: 2, 2, 2, 2 blocks, width 64, no bottlenecks, the large stem. */
    public static final class Options {
        private List<Integer> blocks = List.of(2, 2, 2, 2);
        private int width = 64;
        private boolean bottleneck;
        private boolean smallStem;

        private Options() {}

        /** One number for each stage. */
        public Options blocks(int... counts) {
            blocks = Arrays.stream(counts).boxed().toList();
            return this;
        }

        public Options width(int channels) {
            width = channels;
            return this;
        }

        public Options bottleneck(boolean on) {
            bottleneck = on;
            return this;
        }

        public Options smallStem(boolean on) {
            smallStem = on;
            return this;
        }
    }

    /** Rebuilds one from its {@link #settings()}.
     * @throws DataException if a setting is missing or of another type */
    static ResidualNetwork from(Map<String, Object> values) {
        Settings s = new Settings(KIND, values);
        return new ResidualNetwork(
                s.numbers("blocks").stream().map(Double::intValue).toList(),
                s.integer("width"),
                s.flag("bottleneck"),
                s.flag("smallStem"));
    }

    @Override
    public Layer create(int channels, int outputs) {
        if (outputs < 1) {
            throw new IllegalArgumentException(KIND + ".outputs: expected 1 or more but received " + outputs
                    + ". It is the number of classes; body(channels) makes a network without a classifier.");
        }
        return new ResidualLayers(this, channels, outputs);
    }

    /** Its groups are fastai's: the stem with the first half of the stages, then the rest. */
    @Override
    public Body body(int channels) {
        int early = (blocks.size() + 1) / 2;
        List<String> first = new ArrayList<>(List.of("conv1", "bn1", "maxpool"));
        first.addAll(stages(1, early));
        List<String> second = stages(early + 1, blocks.size());
        List<List<String>> groups = second.isEmpty() ? List.of(first) : List.of(first, second);
        return new Body(new ResidualLayers(this, channels, 0), features(blocks.size() - 1), groups);
    }

    private static List<String> stages(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "layer" + i).toList();
    }

    /** The channels that leave a stage, counted from 0. */
    int features(int stage) {
        return (width << stage) * (bottleneck ? Bottleneck.EXPANSION : 1);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("blocks", blocks, "width", width, "bottleneck", bottleneck, "smallStem", smallStem);
    }

    @Override
    public String toString() {
        return "ResidualNetwork(blocks " + blocks + ", width " + width + (bottleneck ? ", bottleneck" : "")
                + (smallStem ? ", small stem)" : ")");
    }
}
