package ai.hone.benchmarks;

import ai.hone.tensor.Diagnostics;
import ai.hone.tensor.Scope;

/** Hone's own turns; {@code task=} names the benchmark. */
public final class HoneTurn {
    private HoneTurn() {}

    public static void main(String[] arguments) {
        Turn turn = new Turn(arguments);
        switch (turn.text("task")) {
            case "train-step" -> TrainStep.run(turn);
            case "predict" -> Predict.run(turn);
            case "small-step" -> SmallStep.run(turn);
            case "data-loader" -> LoadPictures.run(turn);
            default ->
                throw new IllegalArgumentException(
                        "turn: expected a task that Hone has but received " + turn.text("task") + ".");
        }
        turn.finish(
                "Hone " + Diagnostics.version() + ", " + Scope.currentKernels().name() + ", Java " + Runtime.version());
    }
}
