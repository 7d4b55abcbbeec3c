package ai.hone.optim;

import ai.hone.nn.Parameter;
import java.util.List;

/** Parameters that share hyper-parameters: one layer group of a model, earliest group first. */
public record ParameterGroup(String name, List<Parameter> parameters) {
    public ParameterGroup {
        parameters = List.copyOf(parameters);
    }

    /** Freezes or unfreezes all parameters; norms stay trainable if asked to. */
    public void trainable(boolean on, boolean keepNorms) {
        parameters.forEach(p -> p.trainable(on || (keepNorms && p.kind() == Parameter.Kind.NORM)));
    }

    @Override
    public String toString() {
        return name + " (" + parameters.size() + " parameters)";
    }
}
