package ai.hone.tensor;

import org.jspecify.annotations.Nullable;

/**
 * What pictures' activations are kept and computed in. Parameters, gradients of parameters, batch statistics, losses and the optimiser's
 * state are FLOAT32 whatever the precision, and so is every file.
 */
public enum Precision {
    /** {@link #BFLOAT16} where the processor computes it natively, else {@link #FLOAT32}; {@link Diagnostics} says which and why. */
    AUTO,
    /** 24 significant bits throughout. */
    FLOAT32,
    /** Activations and their gradients keep 8 significant bits and float32's range; products are summed in float32. Half the memory traffic. */
    BFLOAT16;

    /** What this means on the given back end: never AUTO.
     * @param where names the setting in the error's message
     * @throws IllegalArgumentException if the back end cannot compute with it; the message says why */
    public Precision on(Kernels kernels, String where) {
        @Nullable String lack = kernels.lacksBfloat16();
        if (this == AUTO) {
            return lack == null ? BFLOAT16 : FLOAT32;
        }
        if (this == BFLOAT16 && lack != null) {
            throw new IllegalArgumentException(
                    where + ": expected a precision that " + kernels.name() + " computes but received BFLOAT16: " + lack
                            + ". Use AUTO, which takes it only where it is fast, or FLOAT32.");
        }
        return this;
    }
}
