package ai.hone.vision;

import ai.hone.data.Declarative;
import ai.hone.nn.Layer;
import java.util.Optional;

/** A family member of networks for pictures, which a learner cuts into a body, that pretrained weights fill, and a new head. */
public interface Architecture extends Declarative {
    /** The complete network: [N, channels, H, W] to [N, outputs], parameters named as its public weights name them. */
    Layer create(int channels, int outputs);

    /** The network without pooling and classifier. */
    Body body(int channels);

    /** The normalisation that its usual pretrained weights expect, if it has such weights. */
    default Optional<Normalize> normalization() {
        return Optional.empty();
    }
}
