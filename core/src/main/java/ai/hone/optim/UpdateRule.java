package ai.hone.optim;

import ai.hone.tensor.Storage;
import java.util.List;

/**
 * How one optimiser changes a flat run of parameters: all that a new optimiser has to write. Stateless; its arrays come in.
 * A rule of element-wise arithmetic is one {@link ai.hone.tensor.Kernels#update}.
 */
public interface UpdateRule {
    /** Names of the arrays kept per parameter, each shaped like it and zero at first. */
    List<String> slots();

    /** What a learner uses unless told otherwise. The learning rate comes from the fit. */
    Hypers defaults();

    /** Whether a step needs to know where each parameter begins and ends, for its norm say; it gets one at a time then. False by default. */
    default boolean perParameter() {
        return false;
    }

    /**
     * Changes parameter in place. All arrays are flat, of one length: a run of parameters, or one where the rule works
     * {@linkplain #perParameter per parameter}.
     *
     * @param state one array per slot
     * @param hypers weightDecay is 0 already where decay does not apply
     * @param step how many times these parameters were stepped, this one included
     */
    void step(Storage parameter, Storage gradient, List<Storage> state, Hypers hypers, long step);
}
