package ai.hone.benchmarks;

import static ai.hone.nn.Layers.batchNorm1d;
import static ai.hone.nn.Layers.dropout;
import static ai.hone.nn.Layers.linear;
import static ai.hone.nn.Layers.relu;
import static ai.hone.nn.Layers.sequential;

import ai.hone.loss.CrossEntropyLoss;
import ai.hone.nn.Layer;
import ai.hone.train.Learner;

/** A training step of a small network, as for a table: 216 → 200 → 100 → 2 with ReLU, batch norm and dropout, cross entropy, Adam. */
final class SmallStep {
    private static final int BATCHES = 64;
    private static final int FEATURES = 216;

    private SmallStep() {}

    static void run(Turn turn) {
        try (var dataLoaders = InMemory.loaders(BATCHES, turn.number("batch"), FEATURES);
                var learner =
                        Learner.of(dataLoaders, network(), new CrossEntropyLoss(), o -> HoneSettings.apply(o, turn))) {
            MeasuredFit.run(learner, turn);
        }
    }

    private static Layer network() {
        return sequential(
                linear(FEATURES, 200, o -> o.bias(false)),
                relu(),
                batchNorm1d(200),
                dropout(0.1),
                linear(200, 100, o -> o.bias(false)),
                relu(),
                batchNorm1d(100),
                dropout(0.1),
                linear(100, 2));
    }
}
