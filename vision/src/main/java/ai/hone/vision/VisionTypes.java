package ai.hone.vision;

import ai.hone.data.DataException;
import ai.hone.io.CheckpointException;
import ai.hone.io.Declaration;
import ai.hone.io.Rebuilder;
import java.util.Optional;
import java.util.Set;

/** Rebuilds what this module defines from bundles. */
public final class VisionTypes implements Rebuilder {
    private static final Set<String> TRANSFORMS =
            Set.of(Resize.KIND, RandomResizedCrop.KIND, FlipItem.KIND, AugTransforms.KIND, Normalize.KIND);

    /** For {@link java.util.ServiceLoader}. */
    public VisionTypes() {}

    @Override
    public Optional<Object> rebuild(Role role, Declaration d) {
        try {
            return switch (role) {
                case MODEL ->
                    d.kind().equals(VisionArchitecture.KIND)
                            ? Optional.of(VisionArchitecture.of(d.settings()).model())
                            : Optional.empty();
                case INPUT ->
                    d.kind().equals(ImageBlock.KIND)
                            ? Optional.of(ImageBlock.of(new Settings(d.kind(), d.settings())))
                            : Optional.empty();
                case ITEM_TRANSFORM, BATCH_TRANSFORM ->
                    TRANSFORMS.contains(d.kind())
                            ? Optional.of(Transforms.fromSettings(d.kind(), d.settings()))
                            : Optional.empty();
                default -> Optional.empty();
            };
        } catch (DataException | IllegalArgumentException e) {
            throw new CheckpointException("bundle: " + e.getMessage(), e);
        }
    }
}
