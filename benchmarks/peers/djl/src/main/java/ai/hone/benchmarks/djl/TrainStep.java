package ai.hone.benchmarks.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.hone.benchmarks.Turn;
import java.util.ArrayList;
import java.util.List;

/** A training step: batch from memory, forward, loss, accuracy, backward, Adam. */
final class TrainStep {
    private static final int BATCHES = 4;

    private TrainStep() {}

    static void run(Turn turn) {
        int batch = turn.number("batch");
        Shape shape = new Shape(batch, 3, turn.number("size"), turn.number("size"));
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(1e-3f))
                        .build());
        try (Model model = Model.newInstance("resnet34")) {
            model.setBlock(Resnet34.create(DjlTurn.CLASSES));
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(shape);
                NDManager manager = trainer.getManager();
                List<NDArray> inputs = new ArrayList<>();
                for (int i = 0; i < BATCHES; i++) {
                    inputs.add(manager.randomNormal(shape));
                }
                NDArray targets = manager.arange((float) batch).mod(DjlTurn.CLASSES);
                turn.start();
                for (int i = 0; !turn.done(); i++) {
                    step(trainer, inputs.get(i % BATCHES), targets);
                    turn.stamp();
                }
            }
        }
    }

    private static void step(Trainer trainer, NDArray input, NDArray target) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            // Whatever is computed from them belongs to their manager, and goes with it.
            input.attach(scope);
            target.attach(scope);
            NDList inputs = new NDList(input);
            float loss;
            long right;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDList outputs = trainer.forward(inputs);
                NDArray value = trainer.getLoss().evaluate(new NDList(target), outputs);
                collector.backward(value);
                outputs.attach(scope);
                value.attach(scope);
                NDArray answers = outputs.singletonOrThrow().argMax(1);
                answers.attach(scope);
                NDArray hits = answers.eq(target.toType(answers.getDataType(), false));
                hits.attach(scope);
                right = hits.countNonzero().getLong();
                loss = value.getFloat();
            }
            trainer.step();
            input.attach(trainer.getManager());
            target.attach(trainer.getManager());
            if (!Float.isFinite(loss) || right < 0) {
                throw new IllegalStateException("training did not run: loss " + loss + ".");
            }
        }
    }
}
