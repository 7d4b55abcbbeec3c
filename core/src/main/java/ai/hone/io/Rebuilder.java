package ai.hone.io;

import java.util.Optional;

/** Makes objects of declarations: a module registers one as a service for the kinds that are its own. */
public interface Rebuilder {
    /** What a declaration stands for in a bundle. */
    enum Role {
        MODEL,
        INPUT,
        TARGET,
        ITEM_TRANSFORM,
        BATCH_TRANSFORM,
        LOSS
    }

    /** The object, or empty if the kind is not this module's. */
    Optional<Object> rebuild(Role role, Declaration declaration);
}
