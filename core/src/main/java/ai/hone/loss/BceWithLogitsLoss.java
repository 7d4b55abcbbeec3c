package ai.hone.loss;

import ai.hone.tensor.Autograd;
import ai.hone.tensor.Kernels;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.LogSigmoid;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * −(w·t·log σ(x) + (1 − t)·log(1 − σ(x))), averaged over elements: several yes-or-no questions for each item. Raw outputs x [N, K, …]
 * with targets t of as many elements, of any type, from 0 to 1; w, the weight of a yes, is 1 unless told otherwise.
 *
 * <p>Computed as (1 − t)·x − (1 + (w − 1)·t)·log σ(x), which is finite for any x. The activation is the sigmoid; decoding gives 1 above
 * the threshold, else 0, in the outputs' type.
 */
public final class BceWithLogitsLoss implements ElementLoss {
    static final String NAME = "bce_with_logits";
    private static final String WHERE = "bceWithLogits";
    private static final double THRESHOLD = 0.5;

    private final List<Double> posWeight;
    private final double threshold;

    /** A yes weighs 1; threshold 0.5. */
    public BceWithLogitsLoss() {
        this(o -> {});
    }

    public BceWithLogitsLoss(Consumer<Options> options) {
        Options o = new Options();
        options.accept(o);
        posWeight = o.posWeight;
        threshold = o.threshold;
    }

    /** By default a yes weighs 1 and the threshold is 0.5. */
    public static final class Options {
        private List<Double> posWeight = List.of();
        private double threshold = THRESHOLD;

        private Options() {}

        /** What a yes weighs against a no, above 0: one for all, or one for each of K, along axis 1; none is 1. Noes per yes balance the two. */
        public Options posWeight(double... weights) {
            if (!Arrays.stream(weights).allMatch(w -> w > 0 && Double.isFinite(w))) {
                throw new IllegalArgumentException(
                        "bceWithLogits.posWeight: expected finite weights above 0 but received "
                                + Arrays.toString(weights)
                                + ". Noes per yes in the training data balance the two.");
            }
            posWeight = Arrays.stream(weights).boxed().toList();
            return this;
        }

        /** The probability above which an answer is yes, from 0 to 1. */
        public Options threshold(double probability) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException(
                        "bceWithLogits.threshold: expected a probability from 0 to 1 but received " + probability
                                + ". It is compared with the sigmoid of an output, not with the output.");
            }
            threshold = probability;
            return this;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("posWeight", posWeight, "threshold", threshold);
    }

    static BceWithLogitsLoss of(Settings s) {
        return new BceWithLogitsLoss(
                o -> o.posWeight(s.numbers("posWeight")).threshold(s.number("threshold", THRESHOLD)));
    }

    @Override
    public Tensor perElement(Tensor prediction, Tensor target) {
        Pairs pairs = Pairs.of(WHERE, prediction, target);
        Tensor x = pairs.prediction();
        Tensor t = pairs.target();
        Tensor logSigmoid = LogSigmoid.logSigmoid(x);
        return t.neg()
                .add(1)
                .mul(x)
                .sub(posWeight.isEmpty() ? logSigmoid : factors(t).mul(logSigmoid));
    }

    private Tensor factors(Tensor t) {
        if (posWeight.size() == 1) {
            return t.mul(posWeight.get(0) - 1).add(1);
        }
        if (t.shape().rank() < 2 || t.shape().dim(1) != posWeight.size()) {
            throw new ShapeException(
                    "bceWithLogits.posWeight: expected one weight, or one for each output along axis 1 of "
                            + t.shape() + ", but received " + posWeight.size() + ": " + posWeight
                            + ". Give them in the vocabulary's order.");
        }
        long[] along = new long[t.shape().rank()];
        Arrays.fill(along, 1);
        along[1] = posWeight.size();
        double[] more = posWeight.stream().mapToDouble(w -> w - 1).toArray();
        return t.mul(Tensor.of(more, along).to(t.dtype())).add(1);
    }

    @Override
    public Tensor activation(Tensor prediction) {
        return prediction.sigmoid();
    }

    @Override
    public Tensor decode(Tensor activated) {
        return Autograd.record(
                "above",
                activated.kernels().scalar(Kernels.Scalar.GREATER, activated.storage(), threshold),
                List.of(),
                (g, y) -> new Tensor[0]);
    }

    @Override
    public String toString() {
        return "BceWithLogitsLoss(threshold " + threshold + (posWeight.isEmpty() ? "" : ", pos weight " + posWeight)
                + ")";
    }
}
