package ai.hone.loss;

import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.CrossEntropy;

/**
 * −log softmax(prediction)[target], for one of C classes: prediction is raw outputs [N, C], target is INT64 class indices [N].
 * The activation is softmax.
 */
public record CrossEntropyLoss() implements Loss {
    @Override
    public String name() {
        return "cross_entropy";
    }

    @Override
    public Tensor perItem(Tensor prediction, Tensor target) {
        return CrossEntropy.crossEntropy(prediction, target);
    }

    @Override
    public Tensor activation(Tensor prediction) {
        return prediction.softmax(-1);
    }
}
