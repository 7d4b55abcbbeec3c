package ai.hone.nn;

import ai.hone.tensor.Tensor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * In training zeroes each element with probability p and multiplies the rest by 1/(1 − p); in evaluation the identity
 * (Srivastava et al. 2014). Any shape.
 */
public final class Dropout extends Layer {
    private final double p;
    private @Nullable RandomGenerator random;

    Dropout(double p) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout: expected a probability of at least 0 and below 1 but received "
                    + p + ". It is the share of elements to drop; 0.5 drops half.");
        }
        this.p = p;
    }

    @Override
    protected void seed(RandomGenerator stream) {
        random = stream;
    }

    @Override
    protected Tensor forward(Tensor x) {
        if (!training() || p == 0) {
            return x;
        }
        RandomGenerator stream = random;
        if (stream == null) {
            throw new IllegalStateException(path() + ": expected a random stream but received none."
                    + " A Learner initialises its model; on your own call model.initialize(seed) first.");
        }
        return ai.hone.tensor.op.Dropout.dropout(x, p, stream);
    }

    @Override
    public String toString() {
        return "Dropout(" + p + ")";
    }
}
