package ai.hone.train;

import ai.hone.data.CategoryBlock;
import ai.hone.io.CheckpointException;
import ai.hone.io.Declaration;
import ai.hone.io.Rebuilder;
import ai.hone.loss.Losses;
import java.util.List;
import java.util.Optional;

/** Rebuilds what core itself defines. */
public final class CoreTypes implements Rebuilder {
    /** For {@link java.util.ServiceLoader}. */
    public CoreTypes() {}

    @Override
    public Optional<Object> rebuild(Role role, Declaration declaration) {
        if (role == Role.TARGET && declaration.kind().equals(CategoryBlock.KIND)) {
            return Optional.of(new CategoryBlock(vocabulary(declaration)));
        }
        return role == Role.LOSS ? loss(declaration) : Optional.empty();
    }

    private static Optional<Object> loss(Declaration declaration) {
        try {
            return Losses.rebuild(declaration.kind(), declaration.settings()).map(Object.class::cast);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException("bundle: " + e.getMessage(), e);
        }
    }

    private static List<String> vocabulary(Declaration declaration) {
        if (declaration.settings().get("vocabulary") instanceof List<?> list
                && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new CheckpointException("bundle: expected a vocabulary of labels for the categories but received "
                + declaration.settings() + ". Export the learner again.");
    }
}
