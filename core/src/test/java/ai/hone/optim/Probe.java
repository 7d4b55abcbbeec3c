package ai.hone.optim;

import ai.hone.nn.Layer;
import ai.hone.nn.Parameter;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import java.util.Arrays;

/** One parameter of each kind and size, whose gradients are the input. */
final class Probe extends Layer {
    final Parameter weight = parameter("weight", Shape.of(3), (shape, random) -> ones(3));
    final Parameter second = parameter("second", Shape.of(2, 2), (shape, random) -> ones(4));
    final Parameter bias = parameter("bias", Shape.of(2), (shape, random) -> ones(2));
    final Parameter norm = parameter("norm", Parameter.Kind.NORM, Shape.of(1), (shape, random) -> ones(1));

    private static float[] ones(int n) {
        float[] values = new float[n];
        Arrays.fill(values, 1);
        return values;
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor sum = weight.value().sum().add(second.value().sum());
        return sum.add(bias.value().sum()).add(norm.value().sum()).mul(x);
    }

    /** Gives every trainable parameter this gradient. */
    void gradient(double value) {
        try (Scope inner = Scope.open()) {
            apply(Tensor.full(value, weight.storage().dtype())).backward();
        }
    }

    double[] values(Parameter parameter) {
        return parameter.value().toDoubleArray();
    }
}
