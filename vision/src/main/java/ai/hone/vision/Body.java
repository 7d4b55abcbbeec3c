package ai.hone.vision;

import ai.hone.nn.Layer;
import java.util.List;

/**
 * A network without its head.
 *
 * @param layer [N, channels, H, W] to [N, features, H', W']
 * @param features the channels of its output
 * @param groups names of its children in groups for freezing and discriminative rates, first layers first
 */
public record Body(Layer layer, int features, List<List<String>> groups) {
    public Body {
        groups = groups.stream().map(List::copyOf).toList();
        List<String> named = groups.stream().flatMap(List::stream).sorted().toList();
        List<String> children = layer.children().keySet().stream().sorted().toList();
        if (!named.equals(children)) {
            throw new IllegalArgumentException(
                    "body.groups: expected each of the children " + children + " in one group but received " + groups
                            + ". A parameter outside all groups would never be trained.");
        }
    }
}
