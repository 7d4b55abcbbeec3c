package ai.hone.vision;

import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.optim.ParameterGroup;
import ai.hone.tensor.Tensor;
import ai.hone.train.BodyAndHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A body under the name {@code body}, whose parameters keep their public names below it, and a new head under {@code head}:
 * [N, channels, H, W] to [N, outputs].
 */
public final class VisionModel extends Layer implements BodyAndHead {
    private final Body body;
    private final Layer head;

    public VisionModel(Body body, Layer head) {
        this.body = body;
        child("body", body.layer());
        this.head = child("head", head);
    }

    /** An architecture's body with fastai's head. */
    public static VisionModel of(Architecture architecture, int channels, int outputs) {
        return of(architecture, channels, outputs, o -> {});
    }

    /** An architecture's body with fastai's head. */
    public static VisionModel of(Architecture architecture, int channels, int outputs, Consumer<Head.Options> head) {
        Body body = architecture.body(channels);
        return new VisionModel(body, Head.create(body.features(), outputs, head));
    }

    /** The part that pretrained weights fill. */
    @Override
    public Layer body() {
        return body.layer();
    }

    /** The part that is new. */
    @Override
    public Layer head() {
        return head;
    }

    /** The groups of the body, first layers first, then the head. */
    public List<ParameterGroup> groups() {
        List<ParameterGroup> groups = new ArrayList<>();
        for (List<String> children : body.groups()) {
            List<Parameter> parameters = children.stream()
                    .flatMap(name -> parameters(body.layer(), name).stream())
                    .toList();
            groups.add(new ParameterGroup(String.join(" + ", children), parameters));
        }
        groups.add(new ParameterGroup("head", List.copyOf(head.parameters().values())));
        return groups;
    }

    private static List<Parameter> parameters(Layer layer, String child) {
        return List.copyOf(java.util.Objects.requireNonNull(layer.children().get(child))
                .parameters()
                .values());
    }

    @Override
    protected Tensor forward(Tensor x) {
        return head.apply(body.layer().apply(x));
    }

    @Override
    public String toString() {
        return "VisionModel(" + body.layer() + ", " + head + ")";
    }
}
