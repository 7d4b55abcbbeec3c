package ai.hone.benchmarks;

import ai.hone.data.Block;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.DataLoaders;
import ai.hone.data.Sample;
import ai.hone.data.Splitter;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random pictures that lie ready in memory, so that a benchmark of training measures training and not decoding. */
final class InMemory {
    static final int CLASSES = 10;
    private static final long SEED = 42;

    private InMemory() {}

    /** Loaders with exactly this many training batches of [batch, 3, size, size] per epoch, made in the training thread. */
    static DataLoaders<float[], Category> loaders(int batches, int batch, int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        int training = batches * batch;
        List<float[]> pictures = IntStream.range(0, training + CLASSES)
                .mapToObj(i -> picture(random, size))
                .toList();
        List<Integer> positions = IntStream.range(0, pictures.size()).boxed().toList();
        DataBlock<Integer, float[], float[], String, Category> block = DataBlock.of(
                new Planes(size),
                new CategoryBlock(),
                s -> s.getX(pictures::get)
                        .getY(i -> Integer.toString(i % CLASSES))
                        .splitter(Splitter.index(positions.subList(training, positions.size()))));
        return block.dataLoaders(
                positions, o -> o.batchSize(batch).validBatchSize(CLASSES).workers(0));
    }

    private static float[] picture(SplittableRandom random, int size) {
        float[] values = new float[3 * size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Numbers that are encoded already: [3, size, size]. */
    private record Planes(int size) implements Block<float[], float[]> {
        @Override
        public void setup(List<float[]> training) {}

        @Override
        public float[] create(float[] source) {
            return source;
        }

        @Override
        public Sample encode(float[] value) {
            return Sample.of(value, 3, size, size);
        }

        @Override
        public float[] decode(float[] activated) {
            return activated;
        }

        @Override
        public int outputs() {
            return 3;
        }

        @Override
        public String kind() {
            return "planes";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("size", size);
        }
    }
}
