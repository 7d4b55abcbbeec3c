package ai.hone.benchmarks;

import ai.hone.data.Block;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.DataLoaders;
import ai.hone.data.Sample;
import ai.hone.data.Splitter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random numbers that lie ready in memory, so that a benchmark of training measures training and not decoding. */
final class InMemory {
    /** Of pictures; rows have two. */
    static final int CLASSES = 10;

    private static final long SEED = 42;

    private InMemory() {}

    /** Loaders with exactly this many training batches of [batch, shape…] per epoch, made in the training thread; pictures have three axes,
     * rows one. */
    static DataLoaders<float[], Category> loaders(int batches, int batch, int... shape) {
        SplittableRandom random = new SplittableRandom(SEED);
        int training = batches * batch;
        int classes = Math.min(training, shape.length == 1 ? 2 : CLASSES);
        int length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        List<float[]> values = IntStream.range(0, training + classes)
                .mapToObj(i -> numbers(random, length))
                .toList();
        List<String> labels = IntStream.range(0, values.size())
                .mapToObj(i -> Integer.toString(i % classes))
                .toList();
        return loaders(values, labels, training, batch, SEED, shape);
    }

    /** Loaders of given numbers: the first {@code training} of them, shuffled, to train on, the rest to validate on. */
    static DataLoaders<float[], Category> loaders(
            List<float[]> values, List<String> labels, int training, int batch, long seed, int... shape) {
        List<Integer> positions = IntStream.range(0, values.size()).boxed().toList();
        DataBlock<Integer, float[], float[], String, Category> block = DataBlock.of(
                new Numbers(Arrays.stream(shape).asLongStream().toArray()),
                new CategoryBlock(),
                s -> s.getX(values::get)
                        .getY(labels::get)
                        .splitter(Splitter.index(positions.subList(training, positions.size()))));
        return block.dataLoaders(
                positions,
                o -> o.batchSize(batch)
                        .validBatchSize(Math.min(1000, values.size() - training))
                        .seed(seed)
                        .workers(0));
    }

    private static float[] numbers(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Numbers that are encoded already. */
    private record Numbers(long[] shape) implements Block<float[], float[]> {
        @Override
        public void setup(List<float[]> training) {}

        @Override
        public float[] create(float[] source) {
            return source;
        }

        @Override
        public Sample encode(float[] value) {
            return Sample.of(value, shape);
        }

        @Override
        public float[] decode(float[] activated) {
            return activated;
        }

        @Override
        public int outputs() {
            return Math.toIntExact(shape[0]);
        }

        @Override
        public String kind() {
            return "numbers";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("shape", shape);
        }
    }
}
