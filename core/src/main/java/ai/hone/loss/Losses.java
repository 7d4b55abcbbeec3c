package ai.hone.loss;

import java.util.Map;
import java.util.Optional;

/** Makes the losses of this package from what {@link Loss#name()} and {@link Loss#settings()} gave. */
public final class Losses {
    private Losses() {}

    /** The loss, or empty if the name is not of this package. A setting that is missing has its default.
     * @throws IllegalArgumentException if a setting is of another type or out of range */
    public static Optional<Loss> rebuild(String name, Map<String, Object> settings) {
        Settings read = new Settings(name, settings);
        return switch (name) {
            case CrossEntropyLoss.NAME -> Optional.of(CrossEntropyLoss.of(read));
            case FocalLoss.NAME -> Optional.of(FocalLoss.of(read));
            case BceWithLogitsLoss.NAME -> Optional.of(BceWithLogitsLoss.of(read));
            case MseLoss.NAME -> Optional.of(new MseLoss());
            case L1Loss.NAME -> Optional.of(new L1Loss());
            case HuberLoss.NAME -> Optional.of(HuberLoss.of(read));
            case DiceLoss.NAME -> Optional.of(DiceLoss.of(read));
            default -> Optional.empty();
        };
    }
}
