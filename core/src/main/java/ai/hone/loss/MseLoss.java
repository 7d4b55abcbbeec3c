package ai.hone.loss;

import ai.hone.tensor.Tensor;

/**
 * (prediction − target)², averaged over elements: predictions [N, …] with targets of as many elements for each item, such as [N, 1] with [N], of
 * any type. Activation and decoding leave values as they are.
 */
public record MseLoss() implements Loss {
    static final String NAME = "mse";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Tensor perItem(Tensor prediction, Tensor target) {
        return Pairs.perItem(perElement(prediction, target));
    }

    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        return perElement(prediction, target).mean();
    }

    private static Tensor perElement(Tensor prediction, Tensor target) {
        return Pairs.of(NAME, prediction, target).difference().square();
    }

    @Override
    public Tensor activation(Tensor prediction) {
        return prediction;
    }

    @Override
    public String toString() {
        return "MseLoss()";
    }
}
