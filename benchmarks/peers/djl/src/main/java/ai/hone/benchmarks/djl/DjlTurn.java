package ai.hone.benchmarks.djl;

import ai.djl.engine.Engine;
import ai.hone.benchmarks.Turn;

/** DJL's turns; {@code task=} names the benchmark. */
public final class DjlTurn {
    static final int CLASSES = 10;

    private DjlTurn() {}

    public static void main(String[] arguments) throws Exception {
        Turn turn = new Turn(arguments);
        System.setProperty("ai.djl.pytorch.num_threads", turn.text("threads"));
        switch (turn.text("task")) {
            case "train-step" -> TrainStep.run(turn);
            case "predict" -> Predict.run(turn);
            default -> Turn.unavailable("there is no DJL peer for this.");
        }
        Engine engine = Engine.getInstance();
        turn.finish("DJL " + Engine.getDjlVersion() + ", " + engine.getEngineName() + " " + engine.getVersion()
                + ", Java " + Runtime.version());
    }
}
