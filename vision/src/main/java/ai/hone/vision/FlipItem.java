package ai.hone.vision;

import ai.hone.data.Declarative;
import ai.hone.data.ItemTransform;
import ai.hone.data.TransformContext;
import java.util.Map;

/** Mirrors a picture left to right with probability p in training. */
public record FlipItem(double p) implements ItemTransform<Image>, Declarative {
    static final String KIND = "flipItem";

    public FlipItem {
        Sizes.probability(KIND, p);
    }

    @Override
    public Image apply(Image image, TransformContext context) {
        return context.training() && context.random().nextDouble() < p ? Orientation.MIRRORED.apply(image) : image;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("p", p);
    }

    static FlipItem of(Settings settings) {
        return new FlipItem(settings.number("p"));
    }
}
