package ai.hone.examples;

import static ai.hone.metric.Metrics.accuracy;
import static ai.hone.vision.Transforms.augTransforms;

import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.Splitter;
import ai.hone.io.Safetensors;
import ai.hone.tensor.Precision;
import ai.hone.vision.Image;
import ai.hone.vision.VisionLearner;
import ai.hone.vision.VisionModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pretrains the examples' network on the 60,000 pictures of Fashion-MNIST (Debian's package dataset-fashion-mnist) and writes its weights. */
final class PretrainFashion {
    private PretrainFashion() {}

    /** Arguments, all optional: the folder of the data set, the file to write, epochs. */
    public static void main(String[] args) {
        Path folder = Path.of(args.length > 0 ? args[0] : "/usr/share/datasets/fashion-mnist");
        Path weights = Path.of(args.length > 1 ? args[1] : "hone-out/compact-fashion.safetensors");
        int epochs = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        List<LabelledImage> items = new java.util.ArrayList<>(LabelledImage.idx(folder, "train"));
        int training = items.size();
        items.addAll(LabelledImage.idx(folder, "t10k"));

        DataBlock<LabelledImage, Image, Image, String, ai.hone.data.Category> block = DataBlock.of(
                new ReadyImages(),
                new CategoryBlock(),
                spec -> spec.getX(LabelledImage::image)
                        .getY(LabelledImage::label)
                        .splitter(Splitter.index(
                                IntStream.range(training, items.size()).boxed().toList()))
                        .batchTransform(
                                augTransforms(o -> o.maxRotate(10).maxWarp(0.1).maxLighting(0))));
        try (var dls = block.dataLoaders(items, o -> o.batchSize(128).seed(42));
                var learn = VisionLearner.of(
                        dls,
                        CompactNetwork.ARCHITECTURE,
                        o -> o.metrics(accuracy()).precision(Precision.FLOAT32).seed(42))) {
            learn.fitOneCycle(epochs, 3e-3);
            VisionModel model = (VisionModel) learn.model();
            Safetensors.write(
                    weights,
                    model.body().state(),
                    Map.of("data", "Fashion-MNIST", "made by", "PretrainFashion, " + epochs + " epochs, seed 42"));
            System.out.println("wrote " + weights);
        }
    }
}
