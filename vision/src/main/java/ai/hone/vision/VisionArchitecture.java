package ai.hone.vision;

import ai.hone.data.Declarative;
import java.util.Map;

/** What rebuilds a learner's whole model: the body's architecture, its input, and the head. */
record VisionArchitecture(Architecture body, int channels, int outputs, double dropout) implements Declarative {
    static final String KIND = "vision_model";

    VisionModel model() {
        return VisionModel.of(body, channels, outputs, head -> head.dropout(dropout));
    }

    @SuppressWarnings("unchecked")
    static VisionArchitecture of(Map<String, Object> values) {
        Settings s = new Settings(KIND, values);
        Object nested = values.get("bodySettings");
        return new VisionArchitecture(
                Architectures.of(
                        String.valueOf(values.get("body")),
                        nested instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of()),
                s.integer("channels"),
                s.integer("outputs"),
                s.number("dropout"));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of(
                "body",
                body.kind(),
                "bodySettings",
                body.settings(),
                "channels",
                channels,
                "outputs",
                outputs,
                "dropout",
                dropout);
    }
}
