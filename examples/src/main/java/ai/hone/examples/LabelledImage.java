package ai.hone.examples;

import ai.hone.vision.Image;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A picture of the MNIST family with its label, as read from gzipped IDX files. */
record LabelledImage(Image image, String label) {

    /** Reads {@code SPLIT-images-idx3-ubyte.gz} and {@code SPLIT-labels-idx1-ubyte.gz}. */
    static List<LabelledImage> idx(Path folder, String split) {
        try (DataInputStream images = open(folder.resolve(split + "-images-idx3-ubyte.gz"));
                DataInputStream labels = open(folder.resolve(split + "-labels-idx1-ubyte.gz"))) {
            images.readInt();
            labels.readLong();
            int count = images.readInt();
            int height = images.readInt();
            int width = images.readInt();
            List<LabelledImage> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Image image = Image.of(width, height, 1, images.readNBytes(height * width));
                all.add(new LabelledImage(image, Integer.toString(labels.readUnsignedByte())));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    folder
                            + ": expected Fashion-MNIST as in Debian's package dataset-fashion-mnist. Install it, or name another folder.",
                    e);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        return new DataInputStream(new java.io.BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))));
    }
}
