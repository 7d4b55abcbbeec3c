package ai.hone.vision;

import ai.hone.data.BatchTransform;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.DataException;
import ai.hone.data.DataLoaders;
import ai.hone.data.ItemTransform;
import ai.hone.data.Labellers;
import ai.hone.data.Split;
import ai.hone.data.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes loaders of labelled pictures. Where the first item transform shrinks them, a large JPEG is decoded at 1/2, 1/4 or 1/8 of its size as long
 * as that leaves at least twice the target; the picture differs by less than a level of 255 on average.
 */
public final class ImageDataLoaders {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp");

    private ImageDataLoaders() {}

    /**
     * Pictures in folders named after their class, anywhere below root: {@code root/train/cat/1.jpg} and {@code root/valid/cat/2.jpg}, or
     * {@code root/cat/1.jpg} with {@link Options#validPct}.
     *
     * @throws DataException if root is missing or holds no pictures, if there is only one class, or a class occurs only in validation
     */
    public static DataLoaders<Image, Category> fromFolder(Path root, Consumer<Options> options) {
        Options o = Options.of(options);
        List<Path> files = pictures(root);
        return make(files, file -> file, Labellers.parentLabel(), o.splitter(root), o);
    }

    /** Some files, each labelled by a function of its path; a random part validates. */
    public static DataLoaders<Image, Category> fromPathFunction(
            List<Path> files, Function<Path, String> label, Consumer<Options> options) {
        Options o = Options.of(options);
        return make(files, file -> file, label, o.randomSplitter(), o);
    }

    /** Some files, each labelled by the first group of a pattern found in its path; a random part validates. */
    public static DataLoaders<Image, Category> fromPathRegex(
            List<Path> files, String pattern, Consumer<Options> options) {
        return fromPathFunction(files, Labellers.regexLabel(pattern), options);
    }

    /** Some files, each labelled by the first group of a pattern found in its name; a random part validates. */
    public static DataLoaders<Image, Category> fromNameRegex(
            List<Path> files, String pattern, Consumer<Options> options) {
        Function<Path, String> label = Labellers.regexLabel(pattern);
        return fromPathFunction(files, file -> label.apply(file.getFileName()), options);
    }

    /** Files and their labels, in equal order; a random part validates.
     * @throws DataException if there are more of the ones than of the others */
    public static DataLoaders<Image, Category> fromLists(
            List<Path> files, List<String> labels, Consumer<Options> options) {
        if (files.size() != labels.size()) {
            throw new DataException("fromLists: expected a label for each of " + files.size() + " files but received "
                    + labels.size() + ". Give the labels in the order of the files.");
        }
        List<Labelled> items = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            items.add(new Labelled(files.get(i), labels.get(i)));
        }
        Options o = Options.of(options);
        return make(items, Labelled::file, Labelled::label, o.randomSplitter(), o);
    }

    private record Labelled(Path file, String label) {
        @Override
        public String toString() {
            return file + " as " + label;
        }
    }

    /** Settings of the loaders. */
    public static final class Options {
        private OptionalDouble validPct = OptionalDouble.empty();
        private String train = "train";
        private String valid = "valid";
        private boolean foldersNamed;
        private long seed = 42;
        private int batchSize = 64;
        private int validBatchSize;
        private int workers = -1;
        private int channels = 3;
        private boolean strict;
        private final List<ItemTransform<Image>> itemTransforms = new ArrayList<>();
        private final List<BatchTransform> batchTransforms = new ArrayList<>();

        private static Options of(Consumer<Options> options) {
            Options o = new Options();
            options.accept(o);
            return o;
        }

        private <S> Splitter<S> randomSplitter() {
            return Splitter.random(validPct.orElse(0.2), seed);
        }

        /** Folders that were named must exist; the default ones are used if both do. */
        private Splitter<Path> splitter(Path root) {
            if (validPct.isPresent()) {
                return randomSplitter();
            }
            Path trainFolder = root.resolve(train);
            Path validFolder = root.resolve(valid);
            if (foldersNamed) {
                existing(trainFolder);
                existing(validFolder);
            }
            return Files.isDirectory(trainFolder) && Files.isDirectory(validFolder)
                    ? within(trainFolder, validFolder)
                    : randomSplitter();
        }

        private static void existing(Path folder) {
            if (!Files.isDirectory(folder)) {
                throw new DataException(
                        folder
                                + ": expected a folder of pictures but received no such folder. Check the names given to train and valid, or use validPct.");
            }
        }

        /** The random part that validates, such as 0.2; without it the train and valid folders decide, or, where there are none, 0.2. */
        public Options validPct(double fraction) {
            validPct = OptionalDouble.of(fraction);
            return this;
        }

        /** The folder below root to train on; default {@code train}. */
        public Options train(String folder) {
            train = folder;
            foldersNamed = true;
            return this;
        }

        /** The folder below root to validate on; default {@code valid}. */
        public Options valid(String folder) {
            valid = folder;
            foldersNamed = true;
            return this;
        }

        /** Feeds split, shuffling and augmentation; default 42. */
        public Options seed(long value) {
            seed = value;
            return this;
        }

        /** Default 64. */
        public Options batchSize(int value) {
            batchSize = value;
            return this;
        }

        /** Default the batch size. */
        public Options validBatchSize(int value) {
            validBatchSize = value;
            return this;
        }

        /** Threads that prepare batches; 0 prepares them in the training thread. Default: the processors, at most 4. */
        public Options workers(int value) {
            workers = value;
            return this;
        }

        /** 3 for colour (default), 1 for grey. */
        public Options channels(int value) {
            channels = value;
            return this;
        }

        /** Whether a picture that cannot be read is an error, instead of being left out and reported; default false. */
        public Options strict(boolean on) {
            strict = on;
            return this;
        }

        /** What happens to each picture, in the order given; {@code resize(224)} makes sizes equal. */
        public Options itemTransform(ItemTransform<Image> transform) {
            itemTransforms.add(transform);
            return this;
        }

        /** What happens to each batch, in the order given, such as {@code augTransforms()}. */
        public Options batchTransform(BatchTransform transform) {
            batchTransforms.add(transform);
            return this;
        }
    }

    private static <S> DataLoaders<Image, Category> make(
            List<S> items, Function<S, Path> file, Function<S, String> label, Splitter<S> splitter, Options o) {
        ImageBlock pictures = new ImageBlock(o.channels).minimumSide(Shrinking.sufficientSide(o.itemTransforms));
        DataBlock<S, Path, Image, String, Category> block = DataBlock.of(pictures, new CategoryBlock(), spec -> {
            spec.getX(file).getY(label).splitter(splitter);
            o.itemTransforms.forEach(spec::itemTransform);
            o.batchTransforms.forEach(spec::batchTransform);
        });
        return block.dataLoaders(items, l -> {
            l.batchSize(o.batchSize)
                    .validBatchSize(o.validBatchSize)
                    .seed(o.seed)
                    .strict(o.strict);
            if (o.workers >= 0) {
                l.workers(o.workers);
            }
        });
    }

    private static Splitter<Path> within(Path trainFolder, Path validFolder) {
        return files -> {
            List<Integer> trains = new ArrayList<>();
            List<Integer> valids = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                if (files.get(i).startsWith(trainFolder)) {
                    trains.add(i);
                } else if (files.get(i).startsWith(validFolder)) {
                    valids.add(i);
                }
            }
            return new Split(trains, valids);
        };
    }

    /** All picture files below a folder by their extension, sorted; links are followed, hidden files and folders passed over.
     * @throws DataException if the folder is missing, or there are none */
    public static List<Path> pictures(Path root) {
        if (!Files.isDirectory(root)) {
            throw new DataException(root + ": expected a folder of pictures but received "
                    + (Files.exists(root) ? "a file" : "no such folder")
                    + ". Check the path and the working directory, "
                    + Path.of("").toAbsolutePath() + ".");
        }
        try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = walk.filter(Files::isRegularFile)
                    .filter(f -> !hidden(root.relativize(f)) && picture(f))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new DataException(
                        root + ": expected pictures ("
                                + String.join(", ", EXTENSIONS.stream().sorted().toList())
                                + ") below this folder but received none. Put each class's pictures into a folder of its name.");
            }
            return files;
        } catch (UncheckedIOException e) {
            throw unreadable(root, new IOException(e.getCause()));
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    private static UncheckedIOException unreadable(Path root, IOException e) {
        return new UncheckedIOException(
                root + ": expected a readable folder but received " + e
                        + ". Check permissions, and links that lead back to a folder above.",
                e);
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static boolean picture(Path file) {
        String name = file.toString();
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
