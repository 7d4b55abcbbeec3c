package ai.hone.benchmarks;

import static ai.hone.vision.Transforms.augTransforms;
import static ai.hone.vision.Transforms.normalize;
import static ai.hone.vision.Transforms.randomResizedCrop;
import static ai.hone.vision.Transforms.resize;

import ai.hone.data.Batch;
import ai.hone.data.DataLoader;
import ai.hone.data.ItemTransform;
import ai.hone.tensor.Scope;
import ai.hone.vision.Image;
import ai.hone.vision.ImageDataLoaders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Passes over JPEG files with the loader alone: decode, resize or crop, batch, augment, normalise. The time is a batch's, averaged over a
 * pass.
 */
final class LoadPictures {
    private LoadPictures() {}

    static void run(Turn turn) {
        List<Path> files = files(turn);
        List<String> labels = files.stream()
                .map(file -> String.valueOf(file.getName(file.getNameCount() - 2)))
                .toList();
        try (var dataLoaders = ImageDataLoaders.fromLists(
                files,
                labels,
                o -> o.batchSize(turn.number("batch"))
                        .validPct(0.1)
                        .strict(true)
                        .itemTransform(itemTransform(turn))
                        .batchTransform(augTransforms())
                        .batchTransform(normalize(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225))))) {
            while (!turn.done()) {
                turn.record(pass(dataLoaders.train()));
            }
        }
    }

    /** Each file several times, so that a pass is long against its start. */
    private static List<Path> files(Turn turn) {
        List<Path> files = ImageDataLoaders.pictures(Path.of(turn.text("pictures")));
        List<Path> repeated = new ArrayList<>();
        Collections.nCopies(turn.number("repeats"), files).forEach(repeated::addAll);
        return repeated;
    }

    private static ItemTransform<Image> itemTransform(Turn turn) {
        int size = turn.number("size");
        return turn.text("item").equals("resize") ? resize(size) : randomResizedCrop(size);
    }

    private static double pass(DataLoader loader) {
        long start = System.nanoTime();
        Iterator<Batch> iterator = loader.iterator();
        boolean more = true;
        while (more) {
            try (Scope scope = Scope.open()) {
                more = iterator.hasNext();
                if (more) {
                    iterator.next();
                }
            }
        }
        return (System.nanoTime() - start) / 1e6 / loader.batches();
    }
}
