package ai.hone.vision;

import static ai.hone.vision.Transforms.resize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.hone.data.Batch;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataException;
import ai.hone.data.DataLoader;
import ai.hone.data.DataLoaders;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From folders, lists and names to loaders, and what is said about data that does not fit. */
final class ImageDataLoadersTest {
    @TempDir
    Path root;

    private Path picture(String name, int width, int height) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, TestPictures.encode(TestPictures.noise(width, height, 3, name.hashCode()), "png"));
    }

    private void pictures(String folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            picture(folder + "/" + i + ".png", 8 + i % 3, 10);
        }
    }

    private static int seen(DataLoader loader) {
        int items = 0;
        try (Scope scope = Scope.open()) {
            for (Batch batch : loader) {
                items += batch.size();
            }
        }
        return items;
    }

    private static List<String> vocabulary(DataLoaders<Image, Category> dls) {
        return ((CategoryBlock) dls.target()).vocabulary();
    }

    @Test
    void aPartOfTheFolderValidates() throws IOException {
        pictures("cat", 6);
        pictures("dog", 5);
        picture(".hidden/bird/1.png", 8, 8);
        picture("cat/.hidden.png", 8, 8);
        Files.writeString(root.resolve("cat/notes.txt"), "no picture");
        long before = Scope.currentKernels().liveBytes();
        try (var dls = ImageDataLoaders.fromFolder(
                root,
                o -> o.validPct(0.2).seed(42).batchSize(4).validBatchSize(2).itemTransform(resize(8)))) {
            assertThat(dls.train().items()).isEqualTo(9);
            assertThat(dls.valid().items()).isEqualTo(2);
            assertThat(vocabulary(dls)).containsExactly("cat", "dog");
            try (Scope scope = Scope.open()) {
                Batch batch = dls.train().iterator().next();
                assertThat(batch.inputs().get(0).shape()).isEqualTo(Shape.of(4, 3, 8, 8));
                assertThat(batch.targets().get(0).shape()).isEqualTo(Shape.of(4));
                float[] values = batch.inputs().get(0).toFloatArray();
                Arrays.sort(values);
                assertThat(values[0]).isBetween(0f, 0.3f);
                assertThat(values[values.length - 1]).isBetween(0.7f, 1f);
            }
        }
        assertThat(Scope.currentKernels().liveBytes()).isEqualTo(before);
    }

    @Test
    void extensionsAreOfAnyCaseAndFilesSorted() throws IOException {
        for (String name : List.of("b/2.JPEG", "b/1.jpg", "a/3.webp", "a/4.GIF", "a/5.bmp", "a/6.tiff", "a/png")) {
            picture(name, 4, 4);
        }
        assertThat(ImageDataLoaders.pictures(root).stream()
                        .map(f -> root.relativize(f).toString().replace('\\', '/')))
                .containsExactly("a/3.webp", "a/4.GIF", "a/5.bmp", "b/1.jpg", "b/2.JPEG");
    }

    @Test
    void linksAreFollowed() throws IOException {
        pictures("real/cat", 2);
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));
        assertThat(ImageDataLoaders.pictures(link)).hasSize(2);
        Files.createSymbolicLink(root.resolve("real/loop"), root.resolve("real"));
        assertThatThrownBy(() -> ImageDataLoaders.pictures(root.resolve("real")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(root.resolve("real") + ": expected a readable folder but received")
                .hasMessageEndingWith("Check permissions, and links that lead back to a folder above.");
    }

    @Test
    void trainAndValidFoldersDecideWhereBothExist() throws IOException {
        pictures("train/cat", 3);
        pictures("train/dog", 3);
        pictures("valid/dog", 2);
        pictures("test/bird", 2);
        try (var dls = ImageDataLoaders.fromFolder(root, o -> o.batchSize(2).itemTransform(resize(8)))) {
            assertThat(dls.train().items()).isEqualTo(6);
            assertThat(seen(dls.valid())).isEqualTo(2);
            assertThat(vocabulary(dls)).containsExactly("cat", "dog");
        }
        try (var dls = ImageDataLoaders.fromFolder(
                root, o -> o.train("valid").valid("train").validPct(0.5).batchSize(2))) {
            assertThat(dls.train().items()).as("validPct takes all folders").isEqualTo(5);
        }
        try (var dls = ImageDataLoaders.fromFolder(
                        root,
                        o -> o.train("train")
                                .valid("valid")
                                .batchSize(2)
                                .channels(1)
                                .itemTransform(resize(8)));
                Scope scope = Scope.open()) {
            assertThat(dls.valid().iterator().next().inputs().get(0).shape()).isEqualTo(Shape.of(2, 1, 8, 8));
        }
    }

    @Test
    void namedFoldersMustExist() throws IOException {
        pictures("train/cat", 3);
        pictures("train/dog", 3);
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(
                        root, o -> o.valid("validation").batchSize(2)))
                .isInstanceOf(DataException.class)
                .hasMessage(root.resolve("validation") + ": expected a folder of pictures but received no such folder."
                        + " Check the names given to train and valid, or use validPct.");
        try (var dls = ImageDataLoaders.fromFolder(root, o -> o.batchSize(2))) {
            assertThat(dls.valid().items()).as("a fifth without a valid folder").isEqualTo(1);
        }
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        Path missing = root.resolve("nowhere");
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(missing, o -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        missing + ": expected a folder of pictures but received no such folder. Check the path");
        Path file = picture("cat/1.png", 4, 4);
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(file, o -> {}))
                .hasMessageStartingWith(file + ": expected a folder of pictures but received a file.");
    }

    @Test
    void anEmptyFolderIsNamed() throws IOException {
        Files.createDirectory(root.resolve("cat"));
        Files.writeString(root.resolve("cat/notes.txt"), "no picture");
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(root, o -> {}))
                .isInstanceOf(DataException.class)
                .hasMessage(root
                        + ": expected pictures (bmp, gif, jpeg, jpg, png, webp) below this folder but received none."
                        + " Put each class's pictures into a folder of its name.");
    }

    @Test
    void oneClassIsNotEnough() throws IOException {
        pictures("cat", 5);
        assertThatThrownBy(() ->
                        ImageDataLoaders.fromFolder(root, o -> o.validPct(0.2).batchSize(2)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "labels: expected at least two classes in the training items but received only 'cat'.");
    }

    @Test
    void aClassOnlyInValidationIsNamed() throws IOException {
        pictures("train/cat", 2);
        pictures("train/dog", 2);
        pictures("valid/bird", 1);
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(root, o -> o.batchSize(2)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "label 'bird': expected one of the 2 classes of the training items, cat, dog, but received one that"
                                + " only occurs outside them. Move some of its items to the training data, or correct the label.");
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() throws IOException {
        pictures("cat", 5);
        pictures("dog", 5);
        assertThatThrownBy(() -> ImageDataLoaders.fromFolder(root, o -> o.validPct(0.2)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("batch size: expected 1 … 8, the number of train items, but received 64.");
    }

    @Test
    void picturesThatCannotBeReadAreLeftOutOrStopAStrictLoader() throws IOException {
        pictures("train/cat", 4);
        pictures("train/dog", 4);
        pictures("valid/dog", 2);
        Path empty = Files.write(root.resolve("train/cat/0.png"), new byte[0]);
        byte[] whole = Files.readAllBytes(root.resolve("train/dog/1.png"));
        Path truncated = Files.write(root.resolve("train/dog/1.png"), Arrays.copyOf(whole, whole.length / 2));
        Path corrupt = Files.writeString(root.resolve("valid/dog/0.png"), "<html>not found</html>");
        try (var dls = ImageDataLoaders.fromFolder(root, o -> o.batchSize(8).itemTransform(resize(8)))) {
            assertThat(seen(dls.train())).isEqualTo(6);
            assertThat(seen(dls.train())).isEqualTo(6);
            assertThat(seen(dls.valid())).isEqualTo(1);
            assertThat(dls.skipped()).hasSize(3);
            assertThat(dls.skipped().get(0))
                    .startsWith(empty + ": expected a readable picture")
                    .contains("received 0 bytes");
            assertThat(dls.skipped().get(1)).startsWith(truncated + ": expected a readable picture");
            assertThat(dls.skipped().get(2))
                    .startsWith(corrupt + ": expected a readable picture")
                    .contains("an HTML page");
            assertThat(dls.summary()).contains("left out so far: 3\n  " + empty);
        }
        try (var dls = ImageDataLoaders.fromFolder(
                root, o -> o.batchSize(8).itemTransform(resize(8)).strict(true))) {
            assertThatThrownBy(() -> seen(dls.valid()))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(corrupt + ": expected a readable picture");
        }
    }

    @Test
    void picturesOfDifferentSizesAreNamedWithTheRemedy() throws IOException {
        pictures("train/cat", 2);
        pictures("train/dog", 2);
        Path small = picture("valid/cat/1.png", 8, 8);
        Path large = picture("valid/cat/2.png", 9, 8);
        try (var dls = ImageDataLoaders.fromFolder(root, o -> o.batchSize(2))) {
            assertThatThrownBy(() -> seen(dls.valid()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("valid item 0 (" + small + ") and valid item 1 (" + large
                            + "): batch: expected items of one shape but"
                            + " received [3, 8, 8] for item 0 and [3, 8, 9] for item 1. Add an item transform that makes sizes"
                            + " equal, such as resize(224).");
        }
    }

    @Test
    void listsFunctionsAndPatternsGiveLabels() throws IOException {
        List<Path> files = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            files.add(picture((i % 2 == 0 ? "cat_" : "dog_") + i + ".png", 8, 8));
            labels.add(i % 2 == 0 ? "even" : "odd");
        }
        try (var dls = ImageDataLoaders.fromLists(files, labels, o -> o.batchSize(2))) {
            assertThat(vocabulary(dls)).containsExactly("even", "odd");
            assertThat(dls.valid().items()).isEqualTo(2);
            assertThat(seen(dls.train())).isEqualTo(8);
        }
        try (var dls = ImageDataLoaders.fromPathFunction(
                files, f -> f.getFileName().toString().substring(0, 1), o -> o.batchSize(2))) {
            assertThat(vocabulary(dls)).containsExactly("c", "d");
        }
        try (var dls = ImageDataLoaders.fromNameRegex(files, "^([a-z]+)_", o -> o.batchSize(2))) {
            assertThat(vocabulary(dls)).containsExactly("cat", "dog");
        }
        try (var dls = ImageDataLoaders.fromPathRegex(files, "/([a-z]+)_\\d+\\.png$", o -> o.batchSize(2))) {
            assertThat(vocabulary(dls)).containsExactly("cat", "dog");
        }
    }

    @Test
    void listsOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> ImageDataLoaders.fromLists(List.of(Path.of("a.png")), List.of(), o -> {}))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "fromLists: expected a label for each of 1 files but received 0. Give the labels in the order of the files.");
    }

    @Test
    void oneFileMayHaveTwoLabels() throws IOException {
        Path file = picture("a.png", 8, 8);
        try (var dls = ImageDataLoaders.fromLists(
                        List.of(file, file, file, file),
                        List.of("x", "y", "x", "y"),
                        o -> o.batchSize(1).validPct(0.25).seed(1));
                Scope scope = Scope.open()) {
            List<Long> targets = new ArrayList<>();
            dls.train().forEach(b -> targets.add(b.targets().get(0).toLongArray()[0]));
            assertThat(targets).contains(0L, 1L).hasSize(3);
        }
    }
}
