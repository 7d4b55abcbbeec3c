package ai.hone.tensor;

import ai.hone.tensor.op.Abs;
import ai.hone.tensor.op.Add;
import ai.hone.tensor.op.AddScalar;
import ai.hone.tensor.op.Cast;
import ai.hone.tensor.op.Divide;
import ai.hone.tensor.op.Exp;
import ai.hone.tensor.op.Log;
import ai.hone.tensor.op.Maximum;
import ai.hone.tensor.op.Minimum;
import ai.hone.tensor.op.Multiply;
import ai.hone.tensor.op.MultiplyScalar;
import ai.hone.tensor.op.Power;
import ai.hone.tensor.op.Relu;
import ai.hone.tensor.op.Sigmoid;
import ai.hone.tensor.op.Sqrt;
import ai.hone.tensor.op.Subtract;
import ai.hone.tensor.op.Tanh;

/** Element-by-element arithmetic. Two operands broadcast: aligned at the right, dimensions equal or 1. */
public sealed interface Elementwise permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor add(Tensor other) {
        return Add.add(self(), other);
    }

    default Tensor add(double other) {
        return AddScalar.addScalar(self(), other);
    }

    default Tensor sub(Tensor other) {
        return Subtract.subtract(self(), other);
    }

    default Tensor mul(Tensor other) {
        return Multiply.multiply(self(), other);
    }

    default Tensor mul(double other) {
        return MultiplyScalar.multiplyScalar(self(), other);
    }

    default Tensor div(Tensor other) {
        return Divide.divide(self(), other);
    }

    default Tensor div(double other) {
        return mul(1 / other);
    }

    default Tensor neg() {
        return mul(-1);
    }

    /** The larger of the two, element by element; equal values share the gradient. */
    default Tensor maximum(Tensor other) {
        return Maximum.maximum(self(), other);
    }

    /** The smaller of the two, element by element; equal values share the gradient. */
    default Tensor minimum(Tensor other) {
        return Minimum.minimum(self(), other);
    }

    default Tensor pow(double exponent) {
        return Power.power(self(), exponent);
    }

    default Tensor square() {
        return mul(self());
    }

    default Tensor abs() {
        return Abs.abs(self());
    }

    default Tensor exp() {
        return Exp.exp(self());
    }

    /** The natural logarithm. */
    default Tensor log() {
        return Log.log(self());
    }

    default Tensor sqrt() {
        return Sqrt.sqrt(self());
    }

    default Tensor relu() {
        return Relu.relu(self());
    }

    default Tensor sigmoid() {
        return Sigmoid.sigmoid(self());
    }

    default Tensor tanh() {
        return Tanh.tanh(self());
    }

    /** The same values as another element type; the tensor itself if it has that type already. */
    default Tensor to(DType dtype) {
        return Cast.cast(self(), dtype);
    }
}
