package ai.hone.loss;

import ai.hone.tensor.Tensor;

/**
 * |prediction − target|, averaged over elements: predictions [N, …] with targets of as many elements for each item, such as [N, 1] with [N], of
 * any type. Activation and decoding leave values as they are.
 */
public record L1Loss() implements ElementLoss {
    static final String NAME = "l1";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Tensor perElement(Tensor prediction, Tensor target) {
        return Pairs.of(NAME, prediction, target).difference().abs();
    }

    @Override
    public Tensor activation(Tensor prediction) {
        return prediction;
    }

    @Override
    public String toString() {
        return "L1Loss()";
    }
}
