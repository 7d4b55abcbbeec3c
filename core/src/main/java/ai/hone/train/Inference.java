package ai.hone.train;

import ai.hone.data.Block;
import ai.hone.data.InferenceSteps;
import ai.hone.loss.Loss;
import ai.hone.nn.Model;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.Prepare;
import java.util.ArrayList;
import java.util.List;

/** From values to decoded predictions: what Learner and Predictor share. Safe for many threads while the model is in evaluation mode. */
record Inference<X, Y>(InferenceSteps<X> steps, Model model, Precision precision, Loss loss, Block<?, Y> target) {

    /** The model's output for inputs brought to the precision. */
    static Tensor forward(Model model, List<Tensor> inputs, Precision precision) {
        return model.forward(
                inputs.stream().map(x -> Prepare.prepare(x, precision)).toList());
    }

    List<Prediction<Y>> predict(List<? extends X> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        try (Scope scope = Scope.inference()) {
            Tensor output = forward(model, steps.prepare(items), precision);
            return rows(loss.activation(output)).stream().map(this::decode).toList();
        }
    }

    private Prediction<Y> decode(float[] row) {
        float best = row[0];
        for (float p : row) {
            best = Math.max(best, p);
        }
        return new Prediction<>(target.decode(row), best, row);
    }

    /** The rows of [N, C] as heap arrays. */
    static List<float[]> rows(Tensor tensor) {
        float[] all = tensor.toFloatArray();
        int n = Math.toIntExact(tensor.shape().dim(0));
        int width = n == 0 ? 0 : all.length / n;
        List<float[]> rows = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            rows.add(java.util.Arrays.copyOfRange(all, i * width, (i + 1) * width));
        }
        return rows;
    }
}
