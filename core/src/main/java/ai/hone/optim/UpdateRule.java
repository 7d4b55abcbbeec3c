package ai.hone.optim;

import ai.hone.tensor.Storage;
import java.util.List;

/** How one optimiser changes a flat run of parameters: all that a new optimiser has to write. Stateless; its arrays come in. */
public interface UpdateRule {
    /** Names of the arrays kept per parameter, each shaped like it and zero at first. */
    List<String> slots();

    /** What a learner uses unless told otherwise. The learning rate comes from the fit. */
    Hypers defaults();

    /**
     * Changes parameter in place. All arrays are flat, of one length.
     *
     * @param state one array per slot
     * @param hypers weightDecay is 0 already where decay does not apply
     * @param step how many times these parameters were stepped, this one included
     */
    void step(Storage parameter, Storage gradient, List<Storage> state, Hypers hypers, long step);
}
