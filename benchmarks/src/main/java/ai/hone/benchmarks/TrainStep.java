package ai.hone.benchmarks;

import ai.hone.loss.CrossEntropyLoss;
import ai.hone.train.Learner;
import ai.hone.vision.Resnet;

/** A training step of ResNet-34: batch from memory, forward, loss, accuracy, backward, Adam. */
final class TrainStep {
    /** Different batches that lie ready; every contestant has as many. */
    private static final int BATCHES = 4;

    private TrainStep() {}

    static void run(Turn turn) {
        int size = turn.number("size");
        try (var dataLoaders = InMemory.loaders(BATCHES, turn.number("batch"), 3, size, size);
                var learner = Learner.of(
                        dataLoaders,
                        Resnet.RESNET34.create(3, InMemory.CLASSES),
                        new CrossEntropyLoss(),
                        o -> HoneSettings.apply(o, turn))) {
            MeasuredFit.run(learner, turn);
        }
    }
}
