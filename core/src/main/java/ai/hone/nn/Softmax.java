package ai.hone.nn;

import ai.hone.tensor.Tensor;

/** y = eˣ/Σ eˣ along an axis, so that y sums to 1 there; any shape. Losses such as cross-entropy take their input before it. */
public final class Softmax extends Layer {
    private final int axis;

    Softmax(int axis) {
        this.axis = axis;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.softmax(axis);
    }

    @Override
    public String toString() {
        return "Softmax(axis " + axis + ")";
    }
}
