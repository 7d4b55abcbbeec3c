package ai.hone.vision;

import ai.hone.data.Batch;
import ai.hone.data.Sample;
import ai.hone.tensor.DType;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Tells a batch's pictures [N, C, H, W] from its other inputs. */
final class Pictures {
    private Pictures() {}

    static boolean is(Tensor input) {
        return input.shape().rank() == 4 && input.dtype().floating();
    }

    /** @throws ShapeException if the batch holds none */
    static void require(String where, Batch batch) {
        if (batch.inputs().stream().noneMatch(Pictures::is)) {
            String shapes = batch.inputs().stream()
                    .map(t -> t.shape() + " " + t.dtype())
                    .collect(Collectors.joining(", "));
            throw refusal(where, shapes);
        }
    }

    /** @throws ShapeException if the inputs are something else */
    static void require(String where, Sample.Floats inputs) {
        if (inputs.shape().rank() != 4) {
            throw refusal(where, inputs.shape() + " " + DType.FLOAT32);
        }
    }

    private static ShapeException refusal(String where, String shapes) {
        return new ShapeException(where + ": expected a batch of pictures [N, C, H, W] but received " + shapes
                + ". Use this transform with image blocks only.");
    }

    /** The batch with its pictures changed on the heap. */
    static Batch change(Batch batch, UnaryOperator<Sample.Floats> change) {
        return batch.withInputs(batch.inputs().stream()
                .map(input -> is(input) ? changed(input, change) : input)
                .toList());
    }

    private static Tensor changed(Tensor input, UnaryOperator<Sample.Floats> change) {
        Sample.Floats result = change.apply(new Sample.Floats(input.toFloatArray(), input.shape()));
        return Tensor.of(result.values(), result.shape().dims());
    }
}
