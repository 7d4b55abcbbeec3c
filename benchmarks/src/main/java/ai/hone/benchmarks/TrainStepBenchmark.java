package ai.hone.benchmarks;

import static ai.hone.metric.Metrics.accuracy;

import ai.hone.data.Category;
import ai.hone.data.DataLoaders;
import ai.hone.loss.CrossEntropyLoss;
import ai.hone.metric.Metric;
import ai.hone.train.Callback;
import ai.hone.train.Fit;
import ai.hone.train.History;
import ai.hone.train.Learner;
import ai.hone.vision.Resnet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One training step of ResNet-34 through Learner.fit: batch from memory, forward, loss, accuracy, backward, Adam. The time is an
 * epoch of {@value #STEPS} batches without validation, divided by {@value #STEPS}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3)
@Measurement(iterations = 8)
public class TrainStepBenchmark {
    /** Batches of one measured epoch. */
    static final int STEPS = 4;

    @Param("16")
    public int batch;

    @Param("128")
    public int size;

    @SuppressWarnings("NullAway.Init")
    private DataLoaders<float[], Category> dataLoaders;

    @SuppressWarnings("NullAway.Init")
    private Learner<float[], Category> learner;

    @Setup
    public void open() {
        dataLoaders = InMemory.loaders(STEPS, batch, size);
        learner = Learner.of(
                dataLoaders,
                Resnet.RESNET34.create(3, InMemory.CLASSES),
                new CrossEntropyLoss(),
                o -> o.callbacks(new TrainingAccuracy()));
    }

    @TearDown
    public void close() {
        learner.close();
        dataLoaders.close();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public History step() {
        return learner.fit(1, 1e-3);
    }

    /** Measures accuracy on the training batch, as a progress display would, and leaves validation out of the time. */
    private static final class TrainingAccuracy implements Callback {
        private Metric.Accumulator pass = accuracy().start();

        @Override
        public void beforeTrain(Fit fit) {
            pass = accuracy().start();
        }

        @Override
        public void afterLoss(Fit fit) {
            pass.add(fit.prediction(), fit.batch().targets().get(0));
        }

        @Override
        public void afterTrain(Fit fit) {
            if (Double.isNaN(pass.value()) || !Double.isFinite(fit.smoothLoss())) {
                throw new IllegalStateException(
                        "training did not run: accuracy " + pass.value() + ", loss " + fit.smoothLoss());
            }
        }

        @Override
        public void beforeValidate(Fit fit) {
            fit.skipValidation();
        }
    }
}
