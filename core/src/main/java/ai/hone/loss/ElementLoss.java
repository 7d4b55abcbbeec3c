package ai.hone.loss;

import ai.hone.tensor.Tensor;

/** A loss of single numbers, averaged over all elements of all items. */
interface ElementLoss extends Loss {
    /** The loss of each element, shaped like the prediction. */
    Tensor perElement(Tensor prediction, Tensor target);

    @Override
    default Tensor perItem(Tensor prediction, Tensor target) {
        return Pairs.perItem(perElement(prediction, target));
    }

    @Override
    default Tensor apply(Tensor prediction, Tensor target) {
        return perElement(prediction, target).mean();
    }
}
