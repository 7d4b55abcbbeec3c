package ai.hone.vision;

import ai.hone.data.Batch;
import ai.hone.tensor.ShapeException;
import ai.hone.tensor.Tensor;
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
            throw new ShapeException(where + ": expected a batch of pictures [N, C, H, W] but received " + shapes
                    + ". Use this transform with image blocks only.");
        }
    }
}
