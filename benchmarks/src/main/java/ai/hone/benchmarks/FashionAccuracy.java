package ai.hone.benchmarks;

import static ai.hone.metric.Metrics.accuracy;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.optim.Adam;
import ai.hone.tensor.Precision;
import ai.hone.train.Learner;
import ai.hone.vision.Resnet;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * How well ResNet-18 learns Fashion-MNIST in three epochs from scratch, by precision and seed; benchmarks/accuracy runs it beside
 * parity/fashion_accuracy.py, the same recipe in PyTorch. One cycle to 3e-3, Adam without weight decay, batches of 128, no augmentation.
 */
final class FashionAccuracy {
    private static final float MEAN = 0.2860f;
    private static final float DEVIATION = 0.3530f;
    private static final int SIDE = 28;
    private static final int EPOCHS = 3;

    private FashionAccuracy() {}

    /** Arguments: float32 or bfloat16, a seed, the folder of the data set. Prints a line of CSV. */
    public static void main(String[] arguments) {
        Precision precision = Precision.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        long seed = Long.parseLong(arguments[1]);
        try (DataLoaders<float[], Category> data = loaders(Path.of(arguments[2]), seed);
                var learner = Learner.of(
                        data,
                        Resnet.RESNET18.create(1, 10),
                        new CrossEntropyLoss(),
                        o -> o.optimizer(new Adam(0.9, 0.99, 1e-5, 0))
                                .precision(precision)
                                .metrics(accuracy())
                                .seed(seed))) {
            long start = System.nanoTime();
            var history = learner.fitOneCycle(EPOCHS, 3e-3);
            System.out.printf(
                    Locale.ROOT,
                    "hone,%s,%d,%.4f,%.0f%n",
                    arguments[0],
                    seed,
                    history.last().metrics().get("accuracy"),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private static DataLoaders<float[], Category> loaders(Path folder, long seed) {
        List<float[]> pictures = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        read(folder, "train", pictures, labels);
        int training = pictures.size();
        read(folder, "t10k", pictures, labels);
        return InMemory.loaders(pictures, labels, training, 128, seed, 1, SIDE, SIDE);
    }

    private static void read(Path folder, String part, List<float[]> pictures, List<String> labels) {
        try (DataInputStream images = open(folder.resolve(part + "-images-idx3-ubyte.gz"));
                DataInputStream classes = open(folder.resolve(part + "-labels-idx1-ubyte.gz"))) {
            images.readInt();
            int count = images.readInt();
            images.skipBytes(8);
            classes.skipBytes(8);
            byte[] pixels = new byte[SIDE * SIDE];
            for (int i = 0; i < count; i++) {
                images.readFully(pixels);
                float[] values = new float[pixels.length];
                for (int j = 0; j < values.length; j++) {
                    values[j] = ((pixels[j] & 0xff) / 255f - MEAN) / DEVIATION;
                }
                pictures.add(values);
                labels.add(Integer.toString(classes.readUnsignedByte()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    folder + ": expected Fashion-MNIST's files but received " + e.getMessage()
                            + ". Debian's package dataset-fashion-mnist has them.",
                    e);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        return new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
    }
}
