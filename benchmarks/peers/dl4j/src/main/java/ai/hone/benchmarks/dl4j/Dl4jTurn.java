package ai.hone.benchmarks.dl4j;

import ai.hone.benchmarks.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's turns; {@code task=} names the benchmark. Its fit hands out no predictions, so these steps do without accuracy. */
public final class Dl4jTurn {
    private static final int BATCHES = 4;
    private static final int CLASSES = 10;

    private Dl4jTurn() {}

    public static void main(String[] arguments) {
        Turn turn = new Turn(arguments);
        switch (turn.text("task")) {
            case "train-step" -> trainStep(turn);
            case "small-step" -> smallStep(turn);
            default -> Turn.unavailable("there is no DL4J peer for this.");
        }
        turn.finish("DL4J " + version() + ", " + Nd4j.getBackend().getClass().getSimpleName() + ", Java "
                + Runtime.version());
    }

    /** From the jar's name; its manifest says nothing. */
    private static String version() {
        String jar = ComputationGraph.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return jar.replaceAll(".*deeplearning4j-nn-|[.]jar$", "");
    }

    private static void trainStep(Turn turn) {
        int size = turn.number("size");
        ComputationGraph network = new ComputationGraph(Networks.resnet34(CLASSES, size));
        network.init();
        measure(turn, network::fit, batches(turn.number("batch"), CLASSES, 3, size, size));
        check(network.score());
    }

    private static void smallStep(Turn turn) {
        MultiLayerNetwork network = new MultiLayerNetwork(Networks.small());
        network.init();
        measure(turn, network::fit, batches(turn.number("batch"), 2, 216));
        check(network.score());
    }

    private static List<DataSet> batches(int batch, int classes, long... shape) {
        long[] dims = new long[shape.length + 1];
        dims[0] = batch;
        System.arraycopy(shape, 0, dims, 1, shape.length);
        INDArray targets = Nd4j.zeros(batch, classes);
        for (int i = 0; i < batch; i++) {
            targets.putScalar(i, i % classes, 1);
        }
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            batches.add(new DataSet(Nd4j.randn(dims), targets));
        }
        return batches;
    }

    private static void measure(Turn turn, Consumer<DataSet> step, List<DataSet> batches) {
        turn.start();
        for (int i = 0; !turn.done(); i++) {
            step.accept(batches.get(i % BATCHES));
            turn.stamp();
        }
    }

    private static void check(double loss) {
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("training did not run: loss " + loss + ".");
        }
    }
}
