package ai.hone.loss;

import ai.hone.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How much each row [M] counts; null means 1 each. */
record RowFactors(double @Nullable [] values) {

    /** Each row's loss times its factor. */
    Tensor times(Tensor losses) {
        return values == null
                ? losses
                : losses.mul(Tensor.of(values, values.length).to(losses.dtype()));
    }

    /** Σ factor·loss / Σ factor. If no row counts it is NaN with a gradient of 0, so that a step on nothing changes nothing. */
    Tensor mean(Tensor losses) {
        if (values == null) {
            return losses.mean();
        }
        double total = Arrays.stream(values).sum();
        Tensor sum = times(losses).sum();
        return total == 0 ? sum.add(Double.NaN) : sum.div(total);
    }
}
