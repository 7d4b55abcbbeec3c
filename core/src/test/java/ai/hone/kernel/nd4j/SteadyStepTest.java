package ai.hone.kernel.nd4j;

import static ai.hone.nn.Layers.adaptiveAveragePool2d;
import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.batchNorm2d;
import static ai.hone.nn.Layers.conv2d;
import static ai.hone.nn.Layers.dropout;
import static ai.hone.nn.Layers.flatten;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.relu;
import static ai.hone.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.data.Block;
import ai.hone.data.Category;
import ai.hone.data.CategoryBlock;
import ai.hone.data.DataBlock;
import ai.hone.data.DataLoaders;
import ai.hone.data.Sample;
import ai.hone.data.Splitter;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.metric.Metrics;
import ai.hone.nn.Layer;
import ai.hone.tensor.Scope;
import ai.hone.train.Callback;
import ai.hone.train.Fit;
import ai.hone.train.Learner;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Once a fit runs steadily, its steps ask the system for no native memory, and the heap for little. */
final class SteadyStepTest {
    private static final int BATCH = 64;
    private static final int BATCHES = 8;
    private static final int WARM = 40;
    private static final int MEASURED = 40;

    @Test
    void aTabularStepMakesNoBlocksAndLittleGarbage() {
        Steady steady = train(
                sequential(
                        linear(216, 200, o -> o.bias(false)),
                        relu(),
                        batchNorm1d(200),
                        dropout(0.1),
                        linear(200, 100, o -> o.bias(false)),
                        relu(),
                        batchNorm1d(100),
                        dropout(0.1),
                        linear(100, 2)),
                216);
        assertThat(steady.blocks).isZero();
        assertThat(steady.heapBytesPerStep()).isLessThan(64 << 10);
    }

    @Test
    void aPictureStepMakesNoBlocksAndLittleGarbage() {
        Steady steady = train(
                sequential(
                        conv2d(3, 16, 3, c -> c.padding(1).bias(false)),
                        batchNorm2d(16, b -> b.relu(true)),
                        conv2d(16, 16, 3, c -> c.padding(1)),
                        relu(),
                        adaptiveAveragePool2d(1),
                        flatten(),
                        linear(16, 2)),
                3,
                12,
                12);
        assertThat(steady.blocks).isZero();
        assertThat(steady.heapBytesPerStep()).isLessThan(512 << 10);
    }

    private static Steady train(Layer network, long... shape) {
        Steady steady = new Steady();
        try (var loaders = loaders(shape);
                var learner = Learner.of(loaders, network, new CrossEntropyLoss(), Metrics.accuracy())) {
            learner.fit((WARM + MEASURED) / BATCHES, 1e-3, steady);
        }
        assertThat(steady.steps).isEqualTo(WARM + MEASURED);
        return steady;
    }

    private static DataLoaders<float[], Category> loaders(long... shape) {
        SplittableRandom random = new SplittableRandom(42);
        Rows block = new Rows(shape);
        List<float[]> values = IntStream.range(0, BATCH * BATCHES + 2)
                .mapToObj(i -> block.draw(random))
                .toList();
        List<Integer> positions = IntStream.range(0, values.size()).boxed().toList();
        DataBlock<Integer, float[], float[], String, Category> data = DataBlock.of(
                block,
                new CategoryBlock(),
                s -> s.getX(values::get)
                        .getY(i -> Integer.toString(i % 2))
                        .splitter(Splitter.index(positions.subList(BATCH * BATCHES, positions.size()))));
        return data.dataLoaders(positions, o -> o.batchSize(BATCH).workers(0));
    }

    /** Watches what happens between the batch's arrival and its end: forward, loss, backward, step, metrics of the loop. */
    private static final class Steady implements Callback {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final Pool pool = ((Nd4jKernels) Scope.currentKernels()).pool();
        private int steps;
        private long blocksBefore;
        private long heapBefore;
        private long blocks;
        private long heap;

        @Override
        public void beforeBatch(Fit fit) {
            blocksBefore = pool.blocksMade();
            heapBefore = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        }

        @Override
        public void afterBatch(Fit fit) {
            if (!fit.training()) {
                return;
            }
            if (++steps > WARM) {
                heap += threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - heapBefore;
                blocks += pool.blocksMade() - blocksBefore;
            }
        }

        long heapBytesPerStep() {
            return heap / MEASURED;
        }
    }

    private record Rows(long[] shape) implements Block<float[], float[]> {
        float[] draw(SplittableRandom random) {
            int size = 1;
            for (long dim : shape) {
                size *= (int) dim;
            }
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }

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
            throw new UnsupportedOperationException();
        }

        @Override
        public int outputs() {
            return 2;
        }

        @Override
        public String kind() {
            return "rows";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }
    }
}
