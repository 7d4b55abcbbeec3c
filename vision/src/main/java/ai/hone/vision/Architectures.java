package ai.hone.vision;

import ai.hone.data.DataException;
import java.util.Arrays;
import java.util.Map;

/** Rebuilds this package's architectures from what a bundle holds. */
final class Architectures {
    private Architectures() {}

    /** @throws DataException if the kind is not known or a setting does not fit */
    static Architecture of(String kind, Map<String, Object> settings) {
        if (kind.equals(ResidualNetwork.KIND)) {
            return ResidualNetwork.from(settings);
        }
        for (Resnet resnet : Resnet.values()) {
            if (resnet.kind().equals(kind)) {
                return resnet;
            }
        }
        throw new DataException("architecture: expected " + ResidualNetwork.KIND + " or one of "
                + Arrays.stream(Resnet.values()).map(Resnet::kind).toList() + " but received " + kind
                + ". The bundle was written with an architecture that this version of hone-vision does not have.");
    }
}
